import { Uuid } from '@aaps-data/contracts'
import { Type } from '@sinclair/typebox'
import type { Knex } from 'knex'
import type { DecideHeldRun } from '../decide-held-run.ts'
import type { MonitorApp } from '../monitor-app.ts'
import { identityOf } from '../plugins/auth.ts'
import { ProblemError } from '../problem.ts'
import { Decision, Problem, RunAccepted } from '../schemas/action.ts'
import { RunChangePage } from '../schemas/run.ts'
import { listChanges } from '../store/list-changes.ts'

const RunParams = Type.Object({ id: Uuid })

const ChangeQuery = Type.Object({
  table: Type.Optional(Type.String()),
  operation: Type.Optional(
    Type.Union([Type.Literal('insert'), Type.Literal('update'), Type.Literal('delete')]),
  ),
  after: Type.Optional(Type.String({ pattern: '^\\d{1,18}$', description: 'From `next`' })),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
})

const decisions = [
  ['approve', 'approved', 'Apply exactly what a held run would change'],
  ['discard', 'discarded', 'Give up what a held run would change'],
] as const

/** What runs change, and the decisions about what is held. */
export function holdRoutes(
  app: MonitorApp,
  { db, decideHeldRun }: { readonly db: Knex; readonly decideHeldRun: DecideHeldRun },
): void {
  app.get(
    '/runs/:id/changes',
    {
      schema: {
        tags: ['runs'],
        summary: 'What a run changed, or would change, row by row',
        params: RunParams,
        querystring: ChangeQuery,
        response: { 200: RunChangePage },
      },
    },
    ({ params, query }) => listChanges(db, { runId: params.id, ...query }),
  )

  for (const [path, decision, summary] of decisions) {
    app.post(
      `/runs/:id/${path}`,
      {
        config: { action: `run.${path}` },
        schema: {
          tags: ['runs'],
          summary,
          params: RunParams,
          body: Decision,
          response: { 200: RunAccepted, 403: Problem, 409: Problem },
        },
      },
      async (request, reply) => {
        const isDecided = await decideHeldRun({
          runId: request.params.id,
          decision,
          note: request.body.note,
          by: identityOf(request),
          address: request.ip,
        })
        if (!isDecided) throw notHeld()
        return reply.code(200).send({ runId: request.params.id })
      },
    )
  }
}

function notHeld(): ProblemError {
  return new ProblemError({
    status: 409,
    code: 'RUN_NOT_HELD',
    title: 'The run is not held',
    detail: 'Nothing was decided: somebody was faster, or a newer run has superseded it',
  })
}
