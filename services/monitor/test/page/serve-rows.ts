import type { MonitorApp } from '../../src/monitor-app.ts'
import { ProblemError } from '../../src/problem.ts'
import type { ChangeFilter, RunChangeCounts } from '../../src/schemas/change.ts'
import type { RejectFilter } from '../../src/schemas/reject.ts'
import { someChanges, someRejects } from './some-rows.ts'

/** Serves the same changes and rejects for every run, filtered; `mayRead` false refuses them. */
export function serveRows(app: MonitorApp, mayRead: () => boolean): void {
  const refuse = () => {
    if (!mayRead()) throw new ProblemError({ status: 500, code: 'INTERNAL', title: 'Refused' })
  }
  app.get('/api/v1/runs/:id/changes', ({ query }) => {
    refuse()
    const { table, operation, column, key = '' } = query as ChangeFilter
    const changes = someChanges.filter(
      (change) =>
        change.table === (table ?? change.table) &&
        change.operation === (operation ?? change.operation) &&
        (column === undefined ||
          (change.operation === 'update' && column in (change.after ?? {}))) &&
        Object.values(change.key ?? {}).some((value) => value?.includes(key)),
    )
    return { changes, matching: changes.length, next: null }
  })
  app.get('/api/v1/runs/:id/changes.csv', (_request, reply) =>
    reply.header('content-disposition', 'attachment').type('text/csv').send('fixture'),
  )
  app.get('/api/v1/runs/:id/changes/counts', () => {
    refuse()
    return countsOf()
  })
  app.get('/api/v1/runs/:id/rejects', ({ query }) => {
    refuse()
    const { table, rule, action, state } = query as RejectFilter
    const rejects = someRejects.filter(
      (reject) =>
        reject.table === (table ?? reject.table) &&
        reject.rule === (rule ?? reject.rule) &&
        reject.action === (action ?? reject.action) &&
        (state === undefined || (reject.solvedAt === null) === (state === 'open')),
    )
    return { rejects, matching: rejects.length, next: null }
  })
}

function countsOf(): RunChangeCounts[] {
  return [...new Set(someChanges.map(({ table }) => table))].sort().map((table) => {
    const ofTable = someChanges.filter((change) => change.table === table)
    const count = (operation: string) =>
      ofTable.filter((change) => change.operation === operation).length
    const updates = ofTable.filter(({ operation }) => operation === 'update')
    const columns = new Set(updates.flatMap(({ after }) => Object.keys(after ?? {})))
    return {
      table,
      insert: count('insert'),
      update: count('update'),
      delete: count('delete'),
      columns: [...columns].map((column) => ({
        column,
        rows: updates.filter(({ after }) => column in (after ?? {})).length,
      })),
    }
  })
}
