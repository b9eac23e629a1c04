import { columnList } from './quote-identifier.ts'

/**
 * Reads COPY text into a table that the same transaction created. Its rows are written frozen:
 * the next to read them need not write their hint bits.
 */
export function copyInto(relation: string, names: readonly string[]): string {
  return `copy ${relation} (${columnList(names)}) from stdin with (freeze)`
}
