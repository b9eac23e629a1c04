import type { Dataset, Table } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'

/** That rows of one table refer to rows of another, by the names of both. */
export interface Tie {
  readonly child: string
  readonly parent: string
}

/**
 * The tables that a run over `names` has to cover, in the dataset's order: those, and whatever is
 * tied to them in either direction, by references or by `ties` of the target, so that what it writes
 * agrees with what it leaves alone. A dataset with derived tables is covered whole: their queries may
 * use any of its tables. Throws `TABLE_UNKNOWN`. Pure.
 */
export function tiedTables(
  dataset: Dataset,
  names: readonly string[],
  ties: readonly Tie[],
): readonly Table[] {
  const { tables } = dataset
  const unknown = names.filter((name) => !tables.some((table) => table.name === name))
  if (unknown.length > 0) {
    throw new SyncError('TABLE_UNKNOWN', { dataset: dataset.name, tables: unknown })
  }
  if (tables.some((table) => table.kind === 'derived')) return tables
  const all = [...ties, ...tables.flatMap(declaredTies)]
  const covered = new Set(names)
  let size = 0
  while (size < covered.size) {
    size = covered.size
    for (const { child, parent } of all) {
      if (covered.has(child) || covered.has(parent)) covered.add(child).add(parent)
    }
  }
  return tables.filter(({ name }) => covered.has(name))
}

function declaredTies({ name, references }: Table): readonly Tie[] {
  return references.map(({ table }) => ({ child: name, parent: table }))
}
