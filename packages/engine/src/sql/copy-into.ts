import type { RowForm } from '@aaps-data/contracts'
import { columnList } from './quote-identifier.ts'

/**
 * Reads what COPY writes into a table that the same transaction created. Its rows are written frozen:
 * the next to read them need not write their hint bits.
 */
export function copyInto(relation: string, names: readonly string[], form: RowForm): string {
  return `copy ${relation} (${columnList(names)}) from stdin (freeze, format ${form})`
}
