import { isFinal, Uuid } from '@aaps-data/contracts'
import { findRun } from '@aaps-data/ledger'
import { Type } from '@sinclair/typebox'
import type { Knex } from 'knex'
import type { MonitorApp } from '../monitor-app.ts'
import { identityOf } from '../plugins/auth.ts'
import { notFound } from '../plugins/problems.ts'
import { ProblemError } from '../problem.ts'
import type { RequestRun } from '../request-dataset-run.ts'
import { IdempotencyKey, Problem, RetryRun, RunAccepted } from '../schemas/action.ts'

/** Repeating a run that has ended, as it was or with edits: it is a new run. */
export function retryRoutes(
  app: MonitorApp,
  { db, requestRun }: { readonly db: Knex; readonly requestRun: RequestRun },
): void {
  app.post(
    '/runs/:id/retry',
    {
      config: { action: 'run.retry' },
      schema: {
        tags: ['runs'],
        summary: 'Repeat a run that has ended',
        description: 'What the body leaves out is as in the run that is repeated.',
        params: Type.Object({ id: Uuid }),
        headers: IdempotencyKey,
        body: RetryRun,
        response: { 202: RunAccepted, 403: Problem, 404: Problem, 409: Problem, 503: Problem },
      },
    },
    async (request, reply) => {
      const run = await findRun(db, request.params.id)
      if (run === undefined) throw notFound()
      if (!isFinal(run.state)) throw notEnded(run.state)
      const { note, mode, tables, preview } = request.body
      const runId = await requestRun({
        dataset: run.dataset,
        note,
        mode: mode ?? run.mode,
        tables: tables === undefined ? (run.onlyTables ?? undefined) : (tables ?? undefined),
        preview: preview ?? run.preview,
        retryOf: run.id,
        idempotencyKey: request.headers['idempotency-key'],
        by: identityOf(request),
        address: request.ip,
      })
      return reply.code(202).send({ runId })
    },
  )
}

function notEnded(state: string): ProblemError {
  return new ProblemError({
    status: 409,
    code: 'RETRY_IMPOSSIBLE',
    title: 'The run has not ended',
    detail: `Nothing was requested: it is ${state}. Cancel it first, or let it end`,
  })
}
