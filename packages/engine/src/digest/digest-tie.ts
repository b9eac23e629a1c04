import { createHash } from 'node:crypto'

/**
 * What the digest of a table in the target depends on beside its rows: how the server writes them,
 * and the names and types of the columns. Digests under one tie are equal when the rows are.
 */
export function digestTie(
  columns: readonly { readonly name: string; readonly targetType: string }[],
  major: number,
): string {
  const parts = columns.map(({ name, targetType }) => [name, targetType])
  return shortTie(JSON.stringify({ postgres: major, columns: parts }))
}

/** A tie of any length in as few characters as a ledger should keep of it. */
export function shortTie(tie: string): string {
  return createHash('sha256').update(tie).digest('hex').slice(0, 32)
}
