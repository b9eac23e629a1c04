import type { Catalog } from '@aaps-data/catalog'
import { allDatasets, anyRelay, listPauses, pauseSchedule, resumeSchedule } from '@aaps-data/ledger'
import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import type { Knex } from 'knex'
import type { DoAudited } from '../audited-act.ts'
import { datasetNamed } from '../datasets/dataset-named.ts'
import type { MonitorApp } from '../monitor-app.ts'
import { identityOf } from '../plugins/auth.ts'
import { Changed, Decision, Pause, Problem, StartRunParams } from '../schemas/action.ts'

const response = { 200: Changed, 403: Problem }

interface PauseRouteOptions {
  /** The catalog in force. */
  readonly catalog: () => Catalog
  readonly db: Knex
  readonly doAudited: DoAudited
}

/** Pausing the schedule of a dataset, or of all of them, and resuming it. */
export function pauseRoutes(app: MonitorApp, { catalog, db, doAudited }: PauseRouteOptions): void {
  async function decide(
    request: FastifyRequest,
    {
      verb,
      dataset,
      note,
    }: { verb: 'pause' | 'resume'; dataset: string; note?: string | undefined },
  ): Promise<{ readonly changed: boolean }> {
    const by = identityOf(request)
    const changed = await doAudited({
      action: `schedule.${verb}`,
      subject: dataset,
      by,
      address: request.ip,
      note,
      act: (transaction) =>
        verb === 'pause'
          ? pauseSchedule(transaction, { dataset, by: by.name, note })
          : resumeSchedule(transaction, { dataset, writer: anyRelay }),
      isDone: () => true,
    })
    return { changed }
  }

  app.get(
    '/pauses',
    {
      schema: {
        tags: ['datasets'],
        summary: 'The schedules that are paused, that of all datasets first',
        response: { 200: Type.Array(Pause) },
      },
    },
    async () => [...(await listPauses(db))],
  )
  for (const verb of ['pause', 'resume'] as const) {
    const config = { action: `schedule.${verb}` } as const
    app.post(
      `/datasets/:name/${verb}`,
      {
        config,
        schema: {
          tags: ['datasets'],
          summary: `${verb === 'pause' ? 'Pause' : 'Resume'} the schedule of a dataset`,
          params: StartRunParams,
          body: Decision,
          response: { ...response, 404: Problem },
        },
      },
      (request) => {
        const dataset = datasetNamed(catalog(), request.params.name).name
        return decide(request, { verb, dataset, note: request.body.note })
      },
    )
    app.post(
      `/schedules/${verb}`,
      {
        config,
        schema: {
          tags: ['datasets'],
          summary: `${verb === 'pause' ? 'Pause' : 'Resume'} the schedules as a whole`,
          body: Decision,
          response,
        },
      },
      (request) => decide(request, { verb, dataset: allDatasets, note: request.body.note }),
    )
  }
}
