import type { ChangedTable } from '../delta/collect-changes.ts'
import type { TableDelta } from '../delta/compute-delta.ts'
import { deleteChanged, insertAll, insertChanged, updateChanged } from '../sql/write-rows.ts'

/** One statement, and what it is to do. */
export interface Writing {
  readonly delta: TableDelta
  readonly changes: string | undefined
  readonly action: 'inserted' | 'updated' | 'deleted'
  readonly statement: string
}

/**
 * Inserts parents first, then updates, then deletes children first: every foreign key holds on the
 * way where it can, also when children move from parents that go to parents that come. Pure.
 */
export function foreignKeysFirst(changed: readonly ChangedTable[]): readonly Writing[] {
  const { inserts, updates, deletes } = writingsOf(changed)
  return [...inserts, ...updates, ...deletes]
}

/**
 * Deletes children first, then updates and inserts table by table, parents first: a unique value is
 * given up before another row takes it over. Pure.
 */
export function uniqueValuesFirst(changed: readonly ChangedTable[]): readonly Writing[] {
  const { inserts, updates, deletes } = writingsOf(changed)
  const ofTable = ({ delta }: ChangedTable) =>
    [...updates, ...inserts].filter((writing) => writing.delta === delta)
  return [...deletes, ...changed.flatMap(ofTable)]
}

function writingsOf(changed: readonly ChangedTable[]) {
  const noted = changed.flatMap(({ delta, changes }) =>
    changes === undefined ? [] : [{ delta, changes }],
  )
  const inserts = changed.map(({ delta, changes }): Writing => {
    const { table } = delta
    const statement = changes === undefined ? insertAll(table) : insertChanged(changes, table)
    return { delta, changes, action: 'inserted', statement }
  })
  const updates = noted.map(({ delta, changes }): Writing => {
    const statement = updateChanged(changes, delta.table)
    return { delta, changes, action: 'updated', statement }
  })
  const deletes = noted.toReversed().map(({ delta, changes }): Writing => {
    const statement = deleteChanged(changes, delta.table)
    return { delta, changes, action: 'deleted', statement }
  })
  const isDue = ({ delta, action }: Writing) => delta[action] > 0
  return {
    inserts: inserts.filter(isDue),
    updates: updates.filter(isDue),
    deletes: deletes.filter(isDue),
  }
}
