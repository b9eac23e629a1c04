import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { claimRun, forgetOld, openAttemptLedger, type Claim, type Receipt } from '../src/index.ts'
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.ts'

const receipt = (isReconcile: boolean, isPartial = false): Receipt => ({
  isReconcile,
  isPartial,
  mode: 'full',
  definitionDigest: 'd',
  notices: [],
  snapshot: { id: '1:1:', takenAt: new Date().toISOString() },
  tables: [],
  phaseMs: {},
})
const days = { scheduledRuns: 30, interactiveRuns: 60, audit: 400 }

describe('what is old', () => {
  let ledger: LedgerDatabase
  let counter = 0

  beforeAll(async () => {
    ledger = await createLedgerDatabase()
  })
  afterAll(() => ledger.drop())
  beforeEach(async () => {
    await ledger.db.raw('truncate sync.runs, sync.datasets, sync.slots, sync.outbox cascade')
  })

  /** Runs of a dataset that ended so many days ago, the last one a day later than the first. */
  async function ended(dataset: string, count: number, daysAgo: number, runClass = 'scheduled') {
    await ledger.db.raw(
      `insert into sync.runs (id, dataset, class, origin, request_key, request_digest,
         requested_by, state, attempts_left, finished_at)
       select gen_random_uuid(), :dataset, :class, 'slot', :dataset || :serial || '-' || n, '', 's',
         'failed', 0, now() - :days * interval '1 day' + n * interval '1 s'
       from generate_series(1, :count) as n`,
      { dataset, class: runClass, serial: String(counter++), days: daysAgo, count },
    )
  }
  const left = async (dataset: string) => {
    const [row] = await ledger.rows('select count(*)::int from sync.runs where dataset = ?', [
      dataset,
    ])
    return row?.['count']
  }
  const succeed = async (dataset: string, proof: Receipt): Promise<Claim> => {
    const runId = await ledger.request(`key-${counter++}`, { dataset })
    const claimed = await claimRun(ledger.db, { runId, worker: 'w', leaseMs: 60_000 })
    if (typeof claimed === 'string') throw new Error(claimed)
    await ledger.db.transaction(async (transaction) => {
      await openAttemptLedger(ledger.db, claimed, 'w').succeed(transaction, proof)
    })
    return claimed
  }

  it('is forgotten by class and age, but for the last hundred of each dataset', async () => {
    await ended('a', 250, 40)
    await ended('b', 90, 4_000)
    await ended('c', 150, 40, 'interactive')
    await ended('d', 150, 70, 'interactive')
    await ended('e', 150, 20)

    expect(await forgetOld(ledger.db, days)).toMatchObject({ runs: 200 })

    expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map(left))).toEqual([100, 90, 150, 100, 150])
    expect(await forgetOld(ledger.db, days)).toEqual({ runs: 0, slots: 0, audit: 0 })
  })

  it('is kept where the next run builds on it', async () => {
    const reconcile = await succeed('a', receipt(true))
    const older = await succeed('a', receipt(false))
    const last = await succeed('a', receipt(false))
    const partial = await succeed('a', receipt(false, true))
    await ledger.db.raw(`update sync.runs set finished_at = now() - interval '100 days'`)
    await ended('a', 100, 1)
    const ids = [reconcile, older, last, partial].map(({ runId }) => runId)

    await forgetOld(ledger.db, days)

    const rows = await ledger.rows('select id from sync.runs where id = any(?::uuid[])', [ids])
    expect(new Set(rows.map(({ id }) => id))).toEqual(
      new Set([reconcile, last, partial].map(({ runId }) => runId)),
    )
    const kept = await ledger.rows('select run_id from sync.receipts')
    expect(kept).toHaveLength(3)
  })

  it('goes with what belongs to it, and leaves a run that repeats it', async () => {
    await ended('a', 1, 90)
    const [old] = await ledger.rows('select id from sync.runs')
    const id = String(old?.['id'])
    await ledger.db.raw(
      `insert into sync.changes (run_id, table_name, operation) values (:id, 't', 'insert');
       insert into sync.notices values (:id, 1, 1, 'C', null, '{}');
       insert into sync.reject_counts values (:id, 1, 't', null, 'required', 'warn', 1)`.replaceAll(
        ':id',
        `'${id}'`,
      ),
    )
    await ended('a', 100, 1)
    await ledger.db.raw(
      `update sync.runs set retry_of = ? where id = (select id from sync.runs where id <> ? limit 1)`,
      [id, id],
    )
    expect(await forgetOld(ledger.db, days)).toMatchObject({ runs: 1 })
    for (const table of ['changes', 'notices', 'reject_counts']) {
      expect(await ledger.rows(`select from sync.${table}`)).toEqual([])
    }
    expect(await left('a')).toBe(100)
  })

  it('leaves the last slot of each dataset, which says up to where they are decided', async () => {
    await ledger.db.raw(
      `insert into sync.slots (dataset, slot_at, passed_over, decided_by)
       select d, now() - n * interval '1 day', 'late', 's'
       from unnest(array['a', 'b']) as d, generate_series(40, 45) as n`,
    )
    expect(await forgetOld(ledger.db, days)).toMatchObject({ slots: 10 })
    expect(await ledger.rows('select dataset from sync.slots order by 1')).toEqual([
      { dataset: 'a' },
      { dataset: 'b' },
    ])
  })

  it('is kept a year in the audit log, whoever wants it gone', async () => {
    const entry = (daysAgo: number) =>
      ledger.db.raw(
        `insert into sync.audit (at, actor, action, subject, address, outcome)
         values (now() - ? * interval '1 day', 'ana', 'x', 'y', 'z', 'done')`,
        [daysAgo],
      )
    await entry(500)
    await entry(380)
    await entry(10)

    expect(await forgetOld(ledger.db, days)).toMatchObject({ audit: 1 })
    expect(await ledger.rows('select from sync.audit')).toHaveLength(2)
    await expect(ledger.db.raw('delete from sync.audit')).rejects.toThrow('only grows')
    await expect(forgetOld(ledger.db, { ...days, audit: 5 })).rejects.toThrow('only grows')
    expect(await ledger.rows('select from sync.audit')).toHaveLength(2)
  })
})
