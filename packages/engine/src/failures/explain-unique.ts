import { SyncError } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import pg from 'pg'
import type { StagedTable } from '../sql/staged-table.ts'
import { hasDuplicates, selectUniqueColumns } from '../sql/unique-columns.ts'

/**
 * Tells the two ways apart in which rows can break a unique constraint: the staged rows themselves
 * break it, or they do not and only its being checked row by row stands in the way of rows that
 * exchange or take over a value. The second becomes `TARGET_UNIQUE_ORDER`. Asked after the
 * rollback, with staging still there; whatever cannot be told stays as it is, also when the target
 * does not answer.
 */
export async function explainUnique(
  target: Knex,
  staged: readonly StagedTable[],
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof SyncError) || !(error.cause instanceof pg.DatabaseError)) return error
  const { code, schema, table: name, constraint } = error.cause
  const table = staged.find((each) => each.table.name === name)
  if (code !== '23505' || !schema || !name || !constraint || table === undefined) return error
  try {
    const columns = await selectUniqueColumns(target, { schema, index: constraint })
    const mapped = columns.filter((column) => table.columns.some((each) => each.name === column))
    if (columns.length === 0 || mapped.length < columns.length) return error
    if (await hasDuplicates(target, table, columns)) return error
    return new SyncError('TARGET_UNIQUE_ORDER', { ...error.details, columns }, error.cause)
  } catch {
    return error
  }
}
