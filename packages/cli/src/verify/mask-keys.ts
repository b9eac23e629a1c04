import type { Dataset } from '@aaps-data/catalog'
import type { TableVerification } from '@aaps-data/engine'

const mask = '•••'

/**
 * The same findings with the values of masked columns hidden in the keys. Keys that differ in nothing
 * else look alike then. Pure.
 */
export function maskKeys(
  { tables }: Dataset,
  found: readonly TableVerification[],
): readonly TableVerification[] {
  const byName = new Map(tables.map((table) => [table.name, table]))
  return found.map((verification) => {
    const table = byName.get(verification.table)
    if (table === undefined) return verification
    const masked = new Set(table.columns.filter((each) => each.masked).map(({ name }) => name))
    // Of a table without a key the whole row stands for one.
    const names = table.key.length > 0 ? table.key : table.columns.map(({ name }) => name)
    const isMasked = names.map((name) => masked.has(name))
    const differences = verification.differences.map((difference) => ({
      ...difference,
      key: difference.key.map((value, n) => (isMasked[n] && value !== null ? mask : value)),
    }))
    return { ...verification, differences }
  })
}
