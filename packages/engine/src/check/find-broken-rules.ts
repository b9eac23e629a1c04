import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { targetFailure } from '../failures/target-failure.ts'
import { castColumns, createCast } from '../sql/check-casts.ts'
import { countBroken } from '../sql/count-broken.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import { rowRules, type RowRule } from './row-rules.ts'

/** A rule that rows break, and how many. */
export type BrokenRule = RowRule & { readonly rows: number }

/** The rules of a table that some of its rows break. */
export interface RowFaults {
  readonly broken: readonly BrokenRule[]
  /** The same table, in a form in which values that cannot be cast are null instead of failing. */
  readonly readable: StagedTable
}

/**
 * Finds out which rules rows of a table break that they can break by themselves, in one pass. A
 * table without such rules, whose columns are staged in the target's types, costs nothing.
 */
export async function findBrokenRules(client: ClientBase, table: StagedTable): Promise<RowFaults> {
  const rules = rowRules(table)
  if (rules.length === 0) return { broken: [], readable: table }
  if (castColumns(table).length === 0) {
    return { broken: await brokenOf(client, table, rules), readable: table }
  }
  await client.query('savepoint casts')
  try {
    const broken = await brokenOf(client, table, rules)
    // What a cast would change must not meet another row's value as what it would become.
    const isChanged = broken.some(({ rule }) => rule === 'type')
    return { broken, readable: isChanged ? await withCasts(client, table) : table }
  } catch (error) {
    const failure = targetFailure(error)
    if (!(failure instanceof SyncError) || failure.code !== 'VALUE_NOT_CARRIED') throw failure
    // PostgreSQL does not say in which row: each value is tried by itself, which takes far longer.
    await client.query('rollback to savepoint casts')
    const readable = await withCasts(client, table)
    return { broken: await brokenOf(client, readable, rowRules(readable)), readable }
  }
}

async function brokenOf(
  client: ClientBase,
  table: StagedTable,
  rules: readonly RowRule[],
): Promise<readonly BrokenRule[]> {
  const counts = await countBroken(client, table, rules)
  return rules
    .map((rule, place) => ({ ...rule, rows: counts[place] ?? 0 }))
    .filter(({ rows }) => rows > 0)
}

async function withCasts(client: ClientBase, table: StagedTable): Promise<StagedTable> {
  const toCast = new Set(castColumns(table))
  const columns = table.columns.map((column, place) =>
    toCast.has(column) ? { ...column, castBy: `pg_temp.sync_cast_${place}` } : column,
  )
  for (const { castBy, ...column } of columns.filter((each) => each.castBy !== undefined)) {
    await client.query(createCast(castBy ?? '', column))
  }
  return { ...table, columns }
}
