import type { Catalog } from '@aaps-data/catalog'
import { allDatasets, listPauses } from '@aaps-data/ledger'
import { Type } from '@sinclair/typebox'
import type { Knex } from 'knex'
import { datasetNamed } from '../datasets/dataset-named.ts'
import { datasetStatus, noFacts } from '../datasets/dataset-status.ts'
import { plannedRuns } from '../datasets/planned-runs.ts'
import type { MonitorApp } from '../monitor-app.ts'
import { identityOf } from '../plugins/auth.ts'
import type { RequestRun } from '../request-dataset-run.ts'
import {
  IdempotencyKey,
  Problem,
  RunAccepted,
  StartRun,
  StartRunParams,
} from '../schemas/action.ts'
import { DatasetStatus, PlannedRun } from '../schemas/dataset.ts'
import { readDatasetFacts } from '../store/read-dataset-facts.ts'

interface DatasetRouteOptions {
  /** The catalog in force. */
  readonly catalog: () => Catalog
  readonly db: Knex
  readonly requestRun: RequestRun
  readonly now: () => Date
}

/** The datasets, what is planned for them, and asking for a run. */
export function datasetRoutes(
  app: MonitorApp,
  { catalog, db, requestRun, now }: DatasetRouteOptions,
): void {
  app.get(
    '/datasets',
    {
      schema: {
        tags: ['datasets'],
        summary: 'Every dataset',
        response: { 200: Type.Array(DatasetStatus) },
      },
    },
    async () => {
      const datasets = catalog()
      const facts = await readDatasetFacts(db, [...datasets.keys()])
      return [...datasets.values()].map((dataset) =>
        datasetStatus(dataset, facts.get(dataset.name) ?? noFacts, now()),
      )
    },
  )

  app.get(
    '/datasets/:name',
    {
      schema: {
        tags: ['datasets'],
        summary: 'One dataset',
        params: StartRunParams,
        response: { 200: DatasetStatus, 404: Problem },
      },
    },
    async ({ params }, reply) => {
      const dataset = datasetNamed(catalog(), params.name)
      const facts = await readDatasetFacts(db, [dataset.name])
      const status = datasetStatus(dataset, facts.get(dataset.name) ?? noFacts, now())
      return reply.code(200).send(status)
    },
  )

  app.post(
    '/datasets/:name/runs',
    {
      config: { action: 'run.request' },
      schema: {
        tags: ['datasets'],
        summary: 'Ask for a run',
        description:
          'Answered when the broker has the request for good. The run answers `accepted` until the ledger has it. The key of another request is refused with 409.',
        params: StartRunParams,
        headers: IdempotencyKey,
        body: StartRun,
        response: { 202: RunAccepted, 403: Problem, 404: Problem, 409: Problem, 503: Problem },
      },
    },
    async (request, reply) => {
      const runId = await requestRun({
        dataset: datasetNamed(catalog(), request.params.name).name,
        note: request.body.note,
        mode: request.body.mode,
        preview: request.body.preview,
        tables: request.body.tables,
        idempotencyKey: request.headers['idempotency-key'],
        by: identityOf(request),
        address: request.ip,
      })
      return reply.code(202).send({ runId })
    },
  )

  app.get(
    '/planned',
    {
      schema: {
        tags: ['runs'],
        summary: 'What the schedules ask for within 24 hours, soonest first',
        response: { 200: Type.Array(PlannedRun) },
      },
    },
    async () => {
      const pauses = new Set((await listPauses(db)).map(({ dataset }) => dataset))
      const paused = (dataset: string) => pauses.has(allDatasets) || pauses.has(dataset)
      return plannedRuns(catalog(), { now: now(), paused })
    },
  )
}
