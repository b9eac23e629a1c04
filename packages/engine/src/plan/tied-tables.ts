import type { Dataset, Table } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'

/**
 * The tables that a run over `names` has to cover, in the dataset's order: those, and whatever is
 * tied to them by references in either direction, so that what it writes agrees with what it leaves
 * alone. A dataset with derived tables is covered whole: their queries may use any of its tables.
 * Throws `TABLE_UNKNOWN`. Pure.
 */
export function tiedTables(dataset: Dataset, names: readonly string[]): readonly Table[] {
  const { tables } = dataset
  const unknown = names.filter((name) => !tables.some((table) => table.name === name))
  if (unknown.length > 0) {
    throw new SyncError('TABLE_UNKNOWN', { dataset: dataset.name, tables: unknown })
  }
  if (tables.some((table) => table.kind === 'derived')) return tables
  const covered = new Set(names)
  let size = 0
  while (size < covered.size) {
    size = covered.size
    for (const { name, references } of tables) {
      const tied = [name, ...references.map(({ table }) => table)]
      if (tied.some((each) => covered.has(each))) for (const each of tied) covered.add(each)
    }
  }
  return tables.filter(({ name }) => covered.has(name))
}
