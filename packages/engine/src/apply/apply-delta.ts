import type { ClientBase } from 'pg'
import type { ChangedTable } from '../delta/collect-changes.ts'
import type { TableDelta } from '../delta/compute-delta.ts'
import { atTable } from '../failures/at-table.ts'
import type { PhaseClock } from '../progress/phase-clock.ts'
import { deleteChanged, insertAll, insertChanged, updateChanged } from '../sql/write-rows.ts'
import { explainInterference } from './explain-interference.ts'

/**
 * Writes the changes of all tables, which come parents first: inserts parents first, then updates,
 * then deletes children first, so that every foreign key holds on the way where it can; those that
 * can be deferred are checked at the end. Throws `TARGET_INTERFERED` when a statement affects other
 * than the computed number of rows.
 */
export async function applyDelta(
  client: ClientBase,
  changed: readonly ChangedTable[],
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: PhaseClock },
): Promise<void> {
  if (changed.length === 0) return
  await client.query('set constraints all deferred')
  const writings = writingsOf(changed)
  for (const [place, writing] of writings.entries()) {
    signal.throwIfAborted()
    const left = new Set(writings.slice(place).map(({ delta }) => delta))
    const tablesTotal = changed.length
    clock.reachTable(nameOf(writing), { tablesDone: tablesTotal - left.size, tablesTotal })
    await write(client, changed, writing)
  }
  await client.query('set constraints all immediate')
}

/** One statement, and what it is to do. */
interface Writing {
  readonly delta: TableDelta
  readonly changes: string | undefined
  readonly action: 'inserted' | 'updated' | 'deleted'
  readonly statement: string
}

function writingsOf(changed: readonly ChangedTable[]): readonly Writing[] {
  const noted = changed.flatMap(({ delta, changes }) =>
    changes === undefined ? [] : [{ delta, changes }],
  )
  const writings: readonly Writing[] = [
    ...changed.map(({ delta, changes }) => {
      const { table } = delta
      const statement = changes === undefined ? insertAll(table) : insertChanged(changes, table)
      return { delta, changes, action: 'inserted', statement } as const
    }),
    ...noted.map(({ delta, changes }) => {
      const statement = updateChanged(changes, delta.table)
      return { delta, changes, action: 'updated', statement } as const
    }),
    ...noted.toReversed().map(({ delta, changes }) => {
      const statement = deleteChanged(changes, delta.table)
      return { delta, changes, action: 'deleted', statement } as const
    }),
  ]
  return writings.filter(({ delta, action }) => delta[action] > 0)
}

function nameOf({ delta }: Writing): string {
  return delta.table.table.name
}

async function write(
  client: ClientBase,
  changed: readonly ChangedTable[],
  { delta, changes, action, statement }: Writing,
): Promise<void> {
  const { table } = delta
  const expected = delta[action]
  await atTable(table.table.name, async () => {
    const { rowCount } = await client.query(statement)
    if (rowCount === expected) return
    throw await explainInterference(client, table, {
      scope: changes === undefined ? { of: 'table' } : { of: action, changes },
      written: changed.map((each) => each.delta.table),
      facts: { action, expected, affected: rowCount },
    })
  })
}
