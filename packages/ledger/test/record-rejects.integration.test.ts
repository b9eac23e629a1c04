import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { SyncError } from '@aaps-data/contracts'
import {
  claimRun,
  endAttempt,
  openAttemptLedger,
  type AttemptLedger,
  type Claim,
  type FoundRejects,
} from '../src/index.ts'
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.ts'

interface Fault {
  readonly table: string
  readonly column: string
  readonly id: number
}

const nothing: FoundRejects = { counts: [], relation: undefined, unseenTables: [] }
const error = { code: 'ROWS_REJECTED', message: '', details: {}, causes: [] }

describe('the rejects of a run', () => {
  let ledger: LedgerDatabase
  beforeAll(async () => {
    ledger = await createLedgerDatabase()
  })
  afterAll(() => ledger.drop())
  beforeEach(async () => {
    await ledger.db.raw('truncate sync.runs, sync.datasets, sync.outbox cascade')
  })

  const claim = async (runId: string) => {
    const claimed = await claimRun(ledger.db, { runId, worker: 'w', leaseMs: 60_000 })
    if (typeof claimed === 'string') throw new Error(claimed)
    return { claimed, attempt: openAttemptLedger(ledger.db, claimed, 'w') }
  }
  const end = (claimed: Claim, next: 'failed' | 'waiting' = 'failed') =>
    endAttempt(
      ledger.db,
      claimed,
      next === 'failed' ? { next, error } : { next, delayMs: 0, error },
      'w',
    )

  /** Records these faults as an attempt does. */
  const record = (
    attempt: AttemptLedger,
    faults: readonly Fault[],
    { unseen = [], isCapped = false }: { unseen?: readonly string[]; isCapped?: boolean } = {},
  ) =>
    ledger.db.transaction(async (transaction) => {
      if (faults.length === 0) {
        await attempt.recordRejects(transaction, { ...nothing, unseenTables: unseen })
        return
      }
      await transaction.raw(`create temporary table found on commit drop as
        select table_name, column_name, 'length' as rule, 'reject' as action,
               jsonb_build_object('id', id) as key, null::jsonb as place, 'v' as value,
               '{"max": 2}'::jsonb as facts, concat_ws('.', table_name, column_name, id) as fingerprint
        from jsonb_to_recordset('${JSON.stringify(faults)}')
          as f ("table" text, "column" text, id integer)
        cross join lateral (select f."table", f."column") as n (table_name, column_name)`)
      const counts = faults.map(({ table, column }) => ({
        table,
        column,
        rule: 'length',
        action: 'reject' as const,
        rows: 1,
        isCapped,
      }))
      await attempt.recordRejects(transaction, { counts, relation: 'found', unseenTables: unseen })
    })

  const rejects = () =>
    ledger.rows(`select table_name || '.' || column_name || ' ' || (key ->> 'id') as at,
      attempt, solved_at is not null as solved, solved_by from sync.rejects order by id`)

  const telefono = { table: 'epsa', column: 'telefono', id: 7 }
  const correo = { table: 'epsa', column: 'correo', id: 8 }
  const monto = { table: 'pago', column: 'monto', id: 1 }

  it('are kept with their counts, and are solved when a later run has them no more', async () => {
    const first = await claim(await ledger.request('first'))
    await record(first.attempt, [telefono, correo])
    await end(first.claimed)
    expect(
      await ledger.rows('select table_name, column_name, rule, rows from sync.reject_counts'),
    ).toEqual([
      { table_name: 'epsa', column_name: 'telefono', rule: 'length', rows: '1' },
      { table_name: 'epsa', column_name: 'correo', rule: 'length', rows: '1' },
    ])

    const secondId = await ledger.request('second')
    const second = await claim(secondId)
    await record(second.attempt, [correo])
    expect(await rejects()).toEqual([
      { at: 'epsa.correo 8', attempt: 1, solved: false, solved_by: null },
      { at: 'epsa.telefono 7', attempt: 1, solved: true, solved_by: secondId },
      { at: 'epsa.correo 8', attempt: 1, solved: false, solved_by: null },
    ])
    await end(second.claimed)

    const third = await claim(await ledger.request('third'))
    await record(third.attempt, [])
    expect((await rejects()).every(({ solved }) => solved)).toBe(true)
  })

  it('are replaced by those of the next attempt of the run', async () => {
    const runId = await ledger.request('again')
    const first = await claim(runId)
    await record(first.attempt, [telefono, correo])
    await end(first.claimed, 'waiting')
    const second = await claim(runId)
    await record(second.attempt, [correo])
    expect(await rejects()).toEqual([
      { at: 'epsa.correo 8', attempt: 2, solved: false, solved_by: null },
    ])
    expect(await ledger.rows('select attempt from sync.reject_counts')).toEqual([{ attempt: 2 }])
  })

  it('stay open in tables that were not seen whole, and where not all were kept', async () => {
    const first = await claim(await ledger.request('first'))
    await record(first.attempt, [telefono, monto])
    await end(first.claimed)
    const second = await claim(await ledger.request('second'))
    await record(second.attempt, [], { unseen: ['epsa', 'pago'] })
    await record(second.attempt, [{ ...telefono, id: 9 }], { unseen: ['pago'], isCapped: true })
    expect((await rejects()).map(({ solved }) => solved)).toEqual([false, false, false])
    await end(second.claimed)
    const third = await claim(await ledger.request('third'))
    await record(third.attempt, [], { unseen: ['epsa'] })
    expect(
      await ledger.rows('select table_name from sync.rejects where solved_at is not null'),
    ).toEqual([{ table_name: 'pago' }])
  })

  it('are not written by an attempt that has lost its lease', async () => {
    const first = await claim(await ledger.request('first'))
    await end(first.claimed)
    await expect(record(first.attempt, [telefono])).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await expect(record(first.attempt, [telefono])).rejects.toBeInstanceOf(SyncError)
    expect(await rejects()).toEqual([])
  })

  it('lock nothing when there is nothing to write', async () => {
    const { attempt } = await claim(await ledger.request('clean'))
    await ledger.db.transaction(async (transaction) => {
      await attempt.recordRejects(transaction, nothing)
      const { rows } = await transaction.raw<{ rows: { id: string | null }[] }>(
        'select pg_current_xact_id_if_assigned()::text as id',
      )
      expect(rows).toEqual([{ id: null }])
    })
  })

  it('are forgotten with the changes of old runs', async () => {
    const { attempt, claimed } = await claim(await ledger.request('old'))
    await record(attempt, [telefono])
    await end(claimed)
    await attempt.forgetRows(1)
    expect(await rejects()).toHaveLength(1)
    await ledger.db.raw(`update sync.runs set finished_at = finished_at - interval '2 days'`)
    await attempt.forgetRows(1)
    expect(await rejects()).toEqual([])
  })
})
