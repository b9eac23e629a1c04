import type { Catalog } from '@aaps-data/catalog'
import { Uuid } from '@aaps-data/contracts'
import { anyRelay, cancelQueued, cancelRun } from '@aaps-data/ledger'
import { Type } from '@sinclair/typebox'
import type { DoAudited } from '../audited-act.ts'
import { datasetNamed } from '../datasets/dataset-named.ts'
import type { MonitorApp } from '../monitor-app.ts'
import { identityOf } from '../plugins/auth.ts'
import { notFound } from '../plugins/problems.ts'
import { ProblemError } from '../problem.ts'
import { Cancelled, CancelledQueued, Decision, Problem, StartRunParams } from '../schemas/action.ts'

/** Cancelling a run, or all that wait for a dataset. */
export function cancelRoutes(
  app: MonitorApp,
  { catalog, doAudited }: { readonly catalog: () => Catalog; readonly doAudited: DoAudited },
): void {
  app.post(
    '/runs/:id/cancel',
    {
      config: { action: 'run.cancel' },
      schema: {
        tags: ['runs'],
        summary: 'Cancel a run; one that runs stops and rolls back',
        params: Type.Object({ id: Uuid }),
        body: Decision,
        response: { 200: Cancelled, 403: Problem, 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const { id: runId } = request.params
      const by = identityOf(request)
      const outcome = await doAudited({
        action: 'run.cancel',
        subject: runId,
        runId,
        by,
        address: request.ip,
        note: request.body.note,
        act: (transaction) => cancelRun(transaction, { runId, by: by.name, writer: anyRelay }),
        isDone: (result) => result === 'cancelled' || result === 'asked',
      })
      if (outcome === 'unknown') throw notFound()
      if (outcome !== 'cancelled' && outcome !== 'asked') throw notCancellable(outcome)
      return reply.code(200).send({ runId, outcome })
    },
  )

  app.post(
    '/datasets/:name/cancel-queued',
    {
      config: { action: 'dataset.cancel-queued' },
      schema: {
        tags: ['datasets'],
        summary: 'Cancel every run of a dataset that waits for its turn or its time',
        params: StartRunParams,
        body: Decision,
        response: { 200: CancelledQueued, 403: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      const dataset = datasetNamed(catalog(), request.params.name).name
      const by = identityOf(request)
      const runIds = await doAudited({
        action: 'dataset.cancel-queued',
        subject: dataset,
        by,
        address: request.ip,
        note: request.body.note,
        act: (transaction) => cancelQueued(transaction, { dataset, by: by.name, writer: anyRelay }),
        isDone: () => true,
      })
      return reply.code(200).send({ runIds: [...runIds] })
    },
  )
}

function notCancellable(state: string): ProblemError {
  return new ProblemError({
    status: 409,
    code: 'RUN_NOT_CANCELLABLE',
    title: state === 'held' ? 'The run is held' : 'The run has ended',
    detail:
      state === 'held'
        ? 'Nothing was done. What a held run would change is approved or discarded'
        : `Nothing was done: it is ${state}`,
  })
}
