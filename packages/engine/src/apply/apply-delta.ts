import { SyncError } from '@aaps-data/contracts'
import pg, { type ClientBase } from 'pg'
import type { ChangedTable } from '../delta/collect-changes.ts'
import { atTable } from '../failures/at-table.ts'
import type { PhaseClock } from '../progress/phase-clock.ts'
import { explainInterference } from './explain-interference.ts'
import { foreignKeysFirst, uniqueValuesFirst, type Writing } from './writing-order.ts'

interface ApplyOptions {
  readonly signal: AbortSignal
  readonly clock: PhaseClock
}

/**
 * Writes the changes of all tables, which come parents first, in an order in which every foreign key
 * holds on the way where it can; those that can be deferred are checked at the end. Where a unique
 * constraint stands in the way, because one row takes over what another gives up, it is undone and
 * done again in an order that gives up first. Throws the first failure when neither order works, and
 * `TARGET_INTERFERED` when a statement affects other than the computed number of rows.
 */
export async function applyDelta(
  client: ClientBase,
  changed: readonly ChangedTable[],
  options: ApplyOptions,
): Promise<void> {
  if (changed.length === 0) return
  await client.query('set constraints all deferred; savepoint writing')
  try {
    await writeAll(client, foreignKeysFirst(changed), options)
  } catch (error) {
    if (!isUniqueBroken(error)) throw error
    await client.query('rollback to savepoint writing')
    try {
      await writeAll(client, uniqueValuesFirst(changed), options)
    } catch (other) {
      throw other instanceof SyncError && other.code === 'TARGET_CONSTRAINT' ? error : other
    }
  }
  await client.query('set constraints all immediate')
}

function isUniqueBroken(error: unknown): boolean {
  if (!(error instanceof SyncError) || !(error.cause instanceof pg.DatabaseError)) return false
  return error.cause.code === '23505'
}

async function writeAll(
  client: ClientBase,
  writings: readonly Writing[],
  { signal, clock }: ApplyOptions,
): Promise<void> {
  const tables = new Set(writings.map(({ delta }) => delta))
  for (const [place, writing] of writings.entries()) {
    signal.throwIfAborted()
    const left = new Set(writings.slice(place).map(({ delta }) => delta))
    const { name } = writing.delta.table.table
    clock.reachTable(name, { tablesDone: tables.size - left.size, tablesTotal: tables.size })
    await write(client, [...tables], writing)
  }
}

async function write(
  client: ClientBase,
  written: readonly Writing['delta'][],
  { delta, changes, action, statement }: Writing,
): Promise<void> {
  const { table } = delta
  const expected = delta[action]
  await atTable(table.table.name, async () => {
    const { rowCount } = await client.query(statement)
    if (rowCount === expected) return
    throw await explainInterference(client, table, {
      scope: changes === undefined ? { of: 'table' } : { of: action, changes },
      written: written.map((each) => each.table),
      facts: { action, expected, affected: rowCount },
    })
  })
}
