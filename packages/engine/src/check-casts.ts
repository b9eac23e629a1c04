import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { castColumns, countChangedValues, selectUncarried } from './sql/check-casts.ts'
import type { StagedTable } from './staged-table.ts'
import { targetFailure } from './target-failure.ts'

/**
 * Makes sure that every staged value is the same in the target's type: nothing is rounded, cut or
 * shifted. Throws `VALUE_NOT_CARRIED` with table, column and up to five values with their keys.
 * Columns whose type is the same on both sides cost nothing.
 */
export async function checkCasts(client: ClientBase, table: StagedTable): Promise<void> {
  const columns = castColumns(table)
  if (columns.length === 0) return
  await client.query('savepoint casts')
  const counts = await countOrUndefined(client, table)
  await client.query('rollback to savepoint casts')
  for (const [position, column] of columns.entries()) {
    if (counts?.[position] === 0) continue
    const values = await selectUncarried(client, table, column)
    if (values.length === 0) continue
    throw new SyncError('VALUE_NOT_CARRIED', {
      table: table.table.name,
      column: column.name,
      type: column.targetType,
      ...(counts === undefined ? {} : { rows: counts[position] }),
      values,
    })
  }
}

/** Undefined when a value cannot be cast at all: PostgreSQL does not say in which row. */
async function countOrUndefined(
  client: ClientBase,
  table: StagedTable,
): Promise<readonly number[] | undefined> {
  try {
    return await countChangedValues(client, table, castColumns(table))
  } catch (error) {
    const failure = targetFailure(error)
    if (failure instanceof SyncError && failure.code === 'VALUE_NOT_CARRIED') return undefined
    throw failure
  }
}
