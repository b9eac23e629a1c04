import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAnnouncedAct } from '../src/audited-act.ts'
import { createMonitorUnderTest, type MonitorUnderTest } from './monitor-under-test.ts'

describe('an act that no transaction can undo', () => {
  let ledger: MonitorUnderTest
  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
  })
  afterAll(() => ledger.close())

  const wish = {
    action: 'parking.drop',
    by: { name: 'omar', role: 'operator' },
    address: '10.0.0.1',
    note: undefined,
    failureOf: (result: string) => (result === 'done' ? undefined : result),
  } as const
  const entries = async (subject: string) => {
    const { rows } = await ledger.db.raw<{ rows: unknown[] }>(
      'select outcome, details from sync.audit where subject = ? order by id',
      [subject],
    )
    return rows
  }

  it('is written down before it is tried, while no transaction is open', async () => {
    let during: unknown
    const act = async () => {
      const { rows } = await ledger.db.raw<{ rows: unknown[] }>(
        `select state from pg_stat_activity where datname = current_database()
         and pid <> pg_backend_pid() and state like 'idle in transaction%'`,
      )
      during = { open: rows, audit: await entries('silent') }
      return 'done'
    }
    await createAnnouncedAct(ledger.db)({ ...wish, subject: 'silent', act })
    expect(during).toEqual({ open: [], audit: [{ outcome: 'asked', details: {} }] })
    expect(await entries('silent')).toMatchObject([{ outcome: 'asked' }, { outcome: 'accepted' }])
  })

  it('says why it was not done, also when it broke off', async () => {
    const doAnnounced = createAnnouncedAct(ledger.db)
    await doAnnounced({ ...wish, subject: 'gone', act: () => Promise.resolve('not_found') })
    const broken = new Error('the connection is gone')
    const act = () => Promise.reject<string>(broken)
    await expect(doAnnounced({ ...wish, subject: 'broken', act })).rejects.toBe(broken)
    expect([...(await entries('gone')), ...(await entries('broken'))]).toEqual([
      { outcome: 'asked', details: {} },
      { outcome: 'failed', details: { reason: 'not_found' } },
      { outcome: 'asked', details: {} },
      { outcome: 'failed', details: { reason: 'the connection is gone' } },
    ])
  })
})
