import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { reportError, SyncError } from '@aaps-data/contracts'
import {
  claimRun,
  decideHeld,
  openAttemptLedger,
  type Claim,
  type Hold,
  type Receipt,
} from '../src/index.ts'
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.ts'

const counts = { inserted: 0, updated: 2, deleted: 9, unchanged: 1 }
const hold: Hold = {
  kind: 'guard',
  definitionDigest: 'd1',
  mode: 'full',
  snapshot: { id: '18:7:', takenAt: '2026-11-24T12:00:00.123456Z' },
  deltaDigest: 'abcd',
  staged: [
    {
      table: 'epsa',
      read: 'full',
      rows: 3,
      columns: [{ name: 'id', stagedType: 'integer', targetType: 'integer' }],
    },
  ],
  tables: [{ table: 'epsa', read: 'full', staged: 3, rejected: 0, ...counts, changesKept: 11 }],
  breaches: [{ table: 'epsa', guard: 'maxDeletedShare', limit: 0.3, found: 0.9 }],
  notices: [{ code: 'COLUMN_NEW', table: 'epsa', details: { column: 'x' } }],
  phaseMs: { stage: 5 },
}
const receipt: Receipt = {
  isReconcile: true,
  isPartial: false,
  mode: 'full',
  definitionDigest: 'd',
  snapshot: hold.snapshot,
  tables: [],
  notices: [],
  phaseMs: {},
}

describe('a held run', () => {
  let ledger: LedgerDatabase
  let counter = 0

  beforeAll(async () => {
    ledger = await createLedgerDatabase()
  })
  afterAll(() => ledger.drop())
  beforeEach(async () => {
    await ledger.db.raw('truncate sync.runs, sync.datasets, sync.outbox cascade')
  })

  const claim = async (runId: string): Promise<Claim> => {
    const claimed = await claimRun(ledger.db, { runId, worker: 'w', leaseMs: 60_000 })
    if (typeof claimed === 'string') throw new Error(`Not claimed: ${claimed}`)
    return claimed
  }
  const claimNew = async () => claim(await ledger.request(`key-${counter++}`))
  const holdIt = (claimed: Claim) =>
    ledger.db.transaction(async (transaction) => {
      const attempt = openAttemptLedger(ledger.db, claimed, 'w')
      await attempt.lockFence(transaction)
      await attempt.hold(transaction, hold, reportError(new SyncError('STAGING_INCOMPLETE')))
    })
  const decide = (runId: string, decision: 'approved' | 'discarded') =>
    decideHeld(ledger.db, { runId, decision, by: 'ana', note: 'looked at', writer: 'm' })
  const keptFences = (claimed: Claim) => openAttemptLedger(ledger.db, claimed, 'w').keptFences()

  it('keeps delta, totals and notices, frees its dataset and tells it', async () => {
    const claimed = await claimNew()
    await ledger.db.raw('delete from sync.outbox')

    await holdIt(claimed)

    expect(await ledger.run(claimed.runId)).toMatchObject({
      state: 'held',
      deleted: '9',
      updated: '2',
      finished_at: null,
    })
    expect(await ledger.rows('select run_id, lease_until from sync.datasets')).toEqual([
      { run_id: null, lease_until: null },
    ])
    expect(await ledger.rows('select routing_key from sync.outbox')).toEqual([
      { routing_key: 'run.held.registro' },
    ])
    expect(await ledger.rows('select code, table_name, details from sync.notices')).toEqual([
      { code: 'COLUMN_NEW', table_name: 'epsa', details: { column: 'x' } },
    ])
    expect(await openAttemptLedger(ledger.db, claimed, 'w').hasEnded()).toBe(true)
    expect(await keptFences(claimed)).toEqual([claimed.fence])
  })

  it('gives the next attempt what was approved, and another attempt if none is left', async () => {
    const claimed = await claimNew()
    await holdIt(claimed)
    await ledger.db.raw('update sync.runs set attempts_left = 0')

    expect(await decide(claimed.runId, 'approved')).toBe(true)

    const again = await claim(claimed.runId)
    expect(again.attemptsLeft).toBe(0)
    expect(again.fence).toBeGreaterThan(claimed.fence)
    expect(again.approval).toMatchObject({
      fence: claimed.fence,
      mode: 'full',
      deltaDigest: 'abcd',
      definitionDigest: 'd1',
      staged: hold.staged,
      changesKept: new Map([['epsa', 11]]),
    })
    expect(Date.parse(again.approval?.snapshot.takenAt ?? '')).toBe(
      Date.parse(hold.snapshot.takenAt),
    )
    expect(await keptFences(claimed)).toEqual([claimed.fence])
    const [decision] = await ledger.rows('select decision, decided_by, note from sync.holds')
    expect(decision).toEqual({ decision: 'approved', decided_by: 'ana', note: 'looked at' })
  })

  it('is over when it is discarded, and cannot be decided twice', async () => {
    const claimed = await claimNew()
    await holdIt(claimed)

    expect(await decide(claimed.runId, 'discarded')).toBe(true)
    expect(await decide(claimed.runId, 'approved')).toBe(false)

    expect(await ledger.run(claimed.runId)).toMatchObject({
      state: 'cancelled',
      reason: 'discarded by ana',
    })
    expect(await keptFences(claimed)).toEqual([])
  })

  it('is superseded by a newer run that succeeds or is held', async () => {
    const first = await claimNew()
    await holdIt(first)
    const second = await claimNew()
    await holdIt(second)
    expect(await ledger.run(first.runId)).toMatchObject({
      state: 'cancelled',
      reason: `superseded by ${second.runId}`,
    })
    expect(await keptFences(second)).toEqual([second.fence])

    const third = await claimNew()
    await ledger.db.transaction((transaction) =>
      openAttemptLedger(ledger.db, third, 'w').succeed(transaction, receipt),
    )

    expect(await ledger.run(second.runId)).toMatchObject({ state: 'cancelled' })
    expect(await ledger.rows('select decision from sync.holds')).toEqual([
      { decision: 'superseded' },
      { decision: 'superseded' },
    ])
  })

  it('is not held by a worker that lost its lease', async () => {
    const claimed = await claimNew()
    await ledger.db.raw('update sync.datasets set fence = fence + 1')
    await expect(holdIt(claimed)).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect(await ledger.rows('select from sync.holds')).toEqual([])
  })

  it('is not decided while it runs', async () => {
    const claimed = await claimNew()
    expect(await decide(claimed.runId, 'approved')).toBe(false)
    expect(await ledger.run(claimed.runId)).toMatchObject({ state: 'running' })
  })
})
