import { expect } from '@jest/globals'
import { reportError, SyncError } from '@aaps-data/contracts'
import fc from 'fast-check'
import {
  cancelQueued,
  cancelRun,
  claimRun,
  endAttempt,
  keepLease,
  openAttemptLedger,
  pauseSchedule,
  requestRun,
  resumeSchedule,
  sweep,
  type AttemptEnd,
  type Claim,
  type Receipt,
} from '../../src/index.ts'
import type { LedgerDatabase } from '../ledger-database.ts'
import type { LedgerModel, ModelClaim } from './ledger-model.ts'

/** The real ledger, and what its runs and claims are called there. */
export interface RealLedger {
  readonly ledger: LedgerDatabase
  readonly runIds: string[]
  readonly claims: Claim[]
}

type LedgerCommand = fc.AsyncCommand<LedgerModel, RealLedger>

const error = reportError(new SyncError('SOURCE_UNREACHABLE'))
const datasets = ['registro', 'geo'] as const
const anHourMs = 3_600_000

const ends: Readonly<Record<'waiting' | 'deferred' | 'failed' | 'cancelled', AttemptEnd>> = {
  waiting: { next: 'waiting', delayMs: anHourMs, error },
  deferred: { next: 'deferred', delayMs: 0, error },
  failed: { next: 'failed', error },
  cancelled: { next: 'cancelled', error },
}

const receipt = (): Receipt => ({
  isReconcile: true,
  isPartial: false,
  mode: 'full',
  definitionDigest: 'd',
  notices: [],
  snapshot: { id: '1:1:', takenAt: new Date().toISOString() },
  tables: [],
  phaseMs: {},
})

/** A command by its words, what it may be done to, and what it does on both sides. */
function command(
  words: string,
  {
    isPossible = () => true,
    run,
  }: {
    readonly isPossible?: (model: Readonly<LedgerModel>) => boolean
    readonly run: (model: LedgerModel, real: RealLedger) => Promise<void>
  },
): LedgerCommand {
  return {
    check: isPossible,
    run: async (model, real) => {
      await run(model, real)
      await expectSame(model, real)
    },
    toString: () => words,
  }
}

const index = fc.nat({ max: 11 })
const dataset = fc.constantFrom(...datasets)

/** Something that is done to one of the runs there are by then. */
function toRun(
  words: string,
  act: (at: number, model: LedgerModel, real: RealLedger) => Promise<void>,
): fc.Arbitrary<LedgerCommand> {
  return index.map((number) =>
    command(`${words} run ${number}`, {
      isPossible: ({ runs }) => runs.length > 0,
      run: (model, real) => act(number % model.runs.length, model, real),
    }),
  )
}

function claimAt(
  number: number,
  act: (
    ofModel: ModelClaim,
    ofLedger: Claim,
    model: LedgerModel,
    real: RealLedger,
  ) => Promise<void>,
  words: string,
): LedgerCommand {
  return command(`${words} of claim ${number}`, {
    isPossible: ({ claims }) => claims.length > 0,
    run: async (model, real) => {
      // Counted from the latest one, which is the most likely to hold something.
      const at = model.claims.length - 1 - (number % model.claims.length)
      const [ofModel, ofLedger] = [model.claims[at], real.claims[at]]
      if (ofModel === undefined || ofLedger === undefined) throw new Error(`No claim ${at}`)
      await act(ofModel, ofLedger, model, real)
    },
  })
}

const everything: fc.Arbitrary<LedgerCommand>[] = [
  fc
    .tuple(
      dataset,
      fc.constantFrom('scheduled' as const, 'interactive' as const),
      fc.integer({ min: 1, max: 4 }),
    )
    .map(([name, runClass, maxAttempts]) =>
      command(`request ${name} ${runClass} ${maxAttempts}`, {
        isPossible: (model) => model.runs.length < 6,
        run: async (model, { ledger, runIds }) => {
          const { runId } = await requestRun(
            ledger.db,
            {
              dataset: name,
              class: runClass,
              origin: 'service',
              key: `req:model:${runIds.length}`,
              requestedBy: 'model',
              maxAttempts,
            },
            'w',
          )
          runIds.push(runId)
          model.request(name, runClass, maxAttempts)
        },
      }),
    ),
  toRun('claim', async (at, model, { ledger, runIds, claims }) => {
    const claimed = await claimRun(ledger.db, {
      runId: String(runIds[at]),
      worker: 'w',
      leaseMs: anHourMs,
    })
    expect(typeof claimed === 'string' ? claimed : 'claimed').toBe(model.claim(at))
    if (typeof claimed === 'string') return
    claims.push(claimed)
    expect(claimed).toMatchObject({
      attempt: model.claims.at(-1)?.attempt,
      fence: model.claims.at(-1)?.fence,
    })
  }),
  dataset.map((name) =>
    command(`worker of ${name} dies`, {
      run: async (model, { ledger }) => {
        await ledger.db.raw(
          `update sync.datasets set lease_until = now() - interval '1 s'
           where name = ? and lease_until is not null`,
          [name],
        )
        model.expire(name)
        await sweep(ledger.db, { nudgeAfterMs: 0, limit: 100, writer: 's' })
        model.sweep()
      },
    }),
  ),
  index.map((at) =>
    claimAt(
      at,
      async (ofModel, ofLedger, model, { ledger }) => {
        expect(await keepLease(ledger.db, ofLedger, anHourMs)).toBe(model.keep(ofModel))
      },
      'heartbeat',
    ),
  ),
  fc
    .tuple(index, fc.constantFrom(...(Object.keys(ends) as (keyof typeof ends)[])))
    .map(([at, next]) =>
      claimAt(
        at,
        async (ofModel, ofLedger, model, { ledger }) => {
          expect(await endAttempt(ledger.db, ofLedger, ends[next], 'w')).toBe(
            model.end(ofModel, next),
          )
        },
        `end ${next}`,
      ),
    ),
  index.map((at) =>
    claimAt(
      at,
      async (ofModel, ofLedger, model, { ledger }) => {
        const succeeded = await ledger.db
          .transaction(async (transaction) => {
            const attempt = openAttemptLedger(ledger.db, ofLedger, 'w')
            await attempt.lockFence(transaction)
            await attempt.succeed(transaction, receipt())
          })
          .then(
            () => true,
            (thrown: unknown) => {
              expect(thrown).toMatchObject({ code: 'LEASE_LOST' })
              return false
            },
          )
        expect(succeeded).toBe(model.succeed(ofModel))
      },
      'success',
    ),
  ),
  dataset.map((name) =>
    command(`expire ${name}`, {
      run: async (model, { ledger }) => {
        await ledger.db.raw(
          `update sync.datasets set lease_until = now() - interval '1 s'
           where name = ? and lease_until is not null`,
          [name],
        )
        model.expire(name)
      },
    }),
  ),
  fc.constant(
    command('sweep', {
      run: async (model, { ledger }) => {
        await sweep(ledger.db, { nudgeAfterMs: 0, limit: 100, writer: 's' })
        model.sweep()
      },
    }),
  ),
  toRun('the time comes of', async (at, model, { ledger, runIds }) => {
    await ledger.db.raw('update sync.runs set not_before = now() where id = ?', [
      String(runIds[at]),
    ])
    model.runOf(at).isDue = true
  }),
  toRun('the deadline passes of', async (at, model, { ledger, runIds }) => {
    await ledger.db.raw(`update sync.runs set deadline_at = now() - interval '1 s' where id = ?`, [
      String(runIds[at]),
    ])
    model.runOf(at).isOverdue = true
  }),
  toRun('cancel', async (at, model, { ledger, runIds }) => {
    const outcome = await cancelRun(ledger.db, {
      runId: String(runIds[at]),
      by: 'ana',
      writer: 'w',
    })
    expect(outcome).toBe(model.cancel(at))
  }),
  dataset.map((name) =>
    command(`cancel what waits for ${name}`, {
      run: async (model, { ledger }) => {
        const cancelled = await cancelQueued(ledger.db, { dataset: name, by: 'ana', writer: 'w' })
        expect(cancelled).toHaveLength(model.cancelQueued(name))
      },
    }),
  ),
  fc.tuple(fc.constantFrom(...datasets, '*'), fc.boolean()).map(([name, isPause]) =>
    command(`${isPause ? 'pause' : 'resume'} ${name}`, {
      run: async (model, { ledger }) => {
        if (isPause) {
          await pauseSchedule(ledger.db, { dataset: name, by: 'ana' })
          model.paused.add(name)
        } else {
          await resumeSchedule(ledger.db, { dataset: name, writer: 'w' })
          model.paused.delete(name)
        }
      },
    }),
  ),
]

const [request, claim, death] = everything as [
  fc.Arbitrary<LedgerCommand>,
  fc.Arbitrary<LedgerCommand>,
  fc.Arbitrary<LedgerCommand>,
]
const times = (count: number, each: fc.Arbitrary<LedgerCommand>) =>
  Array.from({ length: count }, () => each)

/** Everything that is done to runs, at any time; most often what keeps them going. */
export const ledgerCommands = [
  ...everything,
  ...times(4, request),
  ...times(12, claim),
  ...times(5, death),
]

/** Compares everything that both sides know, and what must hold whatever happened. */
async function expectSame(model: LedgerModel, { ledger, runIds }: RealLedger): Promise<void> {
  const rows = await ledger.rows(
    `select id, state, attempt, attempts_left, cancel_asked_by is not null and finished_at is null as asked
     from sync.runs`,
  )
  const byId = new Map(rows.map((row) => [row['id'], row]))
  expect(
    runIds.map((id) => {
      const { state, attempt, attempts_left: left, asked } = byId.get(id) ?? {}
      return { state, attempt, left, asked }
    }),
  ).toEqual(
    model.runs.map(({ state, attempt, attemptsLeft, isCancelAsked }) => ({
      state,
      attempt,
      left: attemptsLeft,
      asked: isCancelAsked && state === 'running',
    })),
  )
  const held = await ledger.rows('select name, fence::int, run_id from sync.datasets')
  for (const { name, fence, run_id: holder } of held) {
    const lease = model.leases.get(String(name))
    expect({ name, fence, holder }).toEqual({
      name,
      fence: model.fences.get(String(name)),
      holder: lease === undefined ? null : runIds[lease.run],
    })
  }
  await expectSound(ledger)
}

async function expectSound(ledger: LedgerDatabase): Promise<void> {
  const [found] = await ledger.rows(
    `select
       (select count(*)::int from sync.runs where state = 'succeeded'
          and not exists (select from sync.receipts p where p.run_id = runs.id)) as "withoutReceipt",
       (select count(*)::int from sync.receipts p join sync.runs r on r.id = p.run_id
          where r.state <> 'succeeded') as "receiptOfAnother",
       (select count(*)::int from sync.runs r where r.state = 'running' and not exists (
          select from sync.datasets d where d.run_id = r.id)) as "runsOfNobody",
       (select count(*)::int from (select from sync.outbox
          where exchange = 'sync.events' and body ->> 'type' = 'aaps.sync.run.v1'
          group by body #>> '{data,runId}'
          having count(*) <> max((body #>> '{data,seq}')::int)) as x) as "eventsLeftOut"`,
  )
  expect(found).toEqual({
    withoutReceipt: 0,
    receiptOfAnother: 0,
    runsOfNobody: 0,
    eventsLeftOut: 0,
  })
}
