import type { ClientBase } from 'pg'
import { orderByReferences } from '../plan/order-by-references.ts'
import { selectForeignKeys } from '../sql/foreign-keys.ts'
import type { StagedTable } from '../sql/staged-table.ts'

/**
 * Puts each table after those that it refers to, by its definition or by a foreign key that
 * somebody has given the target besides.
 */
export async function orderByForeignKeys(
  client: ClientBase,
  staged: readonly StagedTable[],
): Promise<readonly StagedTable[]> {
  const keys = await selectForeignKeys(
    client,
    staged.map(({ target }) => target),
  )
  const referring = staged.map((each, place) => {
    const parents = staged.filter((_table, parent) =>
      keys.some((key) => key.child === place && key.parent === parent),
    )
    return {
      each,
      name: each.table.name,
      references: [
        ...each.table.references,
        ...parents.map(({ table }) => ({ table: table.name })),
      ],
    }
  })
  return orderByReferences(referring).map(({ each }) => each)
}
