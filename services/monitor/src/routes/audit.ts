import { Type } from '@sinclair/typebox'
import type { Knex } from 'knex'
import type { MonitorApp } from '../monitor-app.ts'
import { AuditPage, Problem } from '../schemas/action.ts'
import { listAudit } from '../store/list-audit.ts'

const AuditQuery = Type.Object({
  before: Type.Optional(Type.String({ pattern: '^\\d{1,18}$', description: 'From `next`' })),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})

/** Who did what, and who was not allowed to. */
export function auditRoutes(app: MonitorApp, { db }: { readonly db: Knex }): void {
  app.get(
    '/audit',
    {
      config: { action: 'audit.read' },
      schema: {
        tags: ['people'],
        summary: 'The audit log, newest first',
        querystring: AuditQuery,
        response: { 200: AuditPage, 403: Problem },
      },
    },
    ({ query: { before, limit } }) => listAudit(db, { before, limit }),
  )
}
