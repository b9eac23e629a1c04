import { DatasetName, isFinal, runStates, Uuid, type RunState } from '@aaps-data/contracts'
import { Type } from '@sinclair/typebox'
import type { Knex } from 'knex'
import type { MonitorApp } from '../monitor-app.ts'
import { notFound } from '../plugins/problems.ts'
import { Problem } from '../schemas/action.ts'
import { RunDetail, RunPage, type RunProgress } from '../schemas/run.ts'
import { findAcceptedRequest, type AcceptedRequest } from '../store/find-accepted-request.ts'
import { findRun } from '../store/find-run.ts'
import { listRuns, runCursorPattern } from '../store/list-runs.ts'

const anyState = `(${runStates.join('|')})`

const RunQuery = Type.Object({
  state: Type.Optional(
    Type.String({
      pattern: `^${anyState}(,${anyState})*$`,
      description: 'One state, or several separated by commas',
    }),
  ),
  dataset: Type.Optional(DatasetName),
  before: Type.Optional(Type.String({ pattern: runCursorPattern, description: 'From `next`' })),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})

/** The runs, page by page, and each of them with everything that is known of it. */
export function runRoutes(
  app: MonitorApp,
  {
    db,
    progressOf,
  }: { readonly db: Knex; readonly progressOf: (runId: string) => RunProgress | undefined },
): void {
  app.get(
    '/runs',
    {
      schema: {
        tags: ['runs'],
        summary: 'Runs, newest first',
        querystring: RunQuery,
        response: { 200: RunPage },
      },
    },
    ({ query: { state, dataset, before, limit } }) =>
      listRuns(db, { states: state?.split(',') as RunState[] | undefined, dataset, before, limit }),
  )

  app.get(
    '/runs/:id',
    {
      schema: {
        tags: ['runs'],
        summary: 'One run',
        params: Type.Object({ id: Uuid }),
        response: { 200: RunDetail, 404: Problem },
      },
    },
    async ({ params: { id } }): Promise<RunDetail> => {
      const run = await findRun(db, id)
      if (run !== undefined) {
        return { ...run, written: writtenIn(run.state), progress: progressOf(id) ?? null }
      }
      const request = await findAcceptedRequest(db, id)
      if (request === undefined) throw notFound()
      return acceptedRun(id, request)
    },
  )
}

function writtenIn(state: RunDetail['state']): RunDetail['written'] {
  if (state === 'succeeded') return 'yes'
  return state === 'accepted' || !isFinal(state) ? 'pending' : 'no'
}

/** A run that the broker has and the ledger not yet. */
function acceptedRun(id: string, { onlyTables, ...request }: AcceptedRequest): RunDetail {
  return {
    id,
    ...request,
    onlyTables: onlyTables === null ? null : (JSON.parse(onlyTables) as string[]),
    cancelAskedBy: null,
    deadlineAt: null,
    state: 'accepted',
    seq: 0,
    origin: 'page',
    slotAt: null,
    startedAt: null,
    finishedAt: null,
    notBefore: null,
    attempt: 0,
    attemptsLeft: 0,
    reason: null,
    errorCode: null,
    counts: null,
    error: null,
    written: 'pending',
    attempts: [],
    snapshot: null,
    phaseMs: {},
    tables: [],
    readMode: null,
    notices: [],
    rejects: [],
    hold: null,
    progress: null,
  }
}
