import { describe, expect, it } from '@jest/globals'
import { resolveLimits, type Dataset, type DatasetSchedule } from '@aaps-data/catalog'
import { dueSlots } from '../src/due-slots.ts'

const everyQuarter: DatasetSchedule = {
  cron: '*/15 * * * *',
  timeZone: 'America/La_Paz',
  catchUp: 'latest',
  overlap: 'queue',
}
const registro: Dataset = {
  name: 'registro',
  title: { es: 'Registro', en: 'Registry' },
  department: 'Licencias',
  source: { kind: 'database', connection: 'siirays', limits: resolveLimits(undefined) },
  target: { schema: 'registro' },
  schedule: everyQuarter,
  fullReconcile: { cron: '0 3 * * *', timeZone: 'UTC' },
  fingerprint: true,
  proof: 'reconcile',
  drift: 'fail',
  targetEdits: 'restore',
  freshnessLimitMinutes: 60,
  retry: { maxAttempts: 3, firstDelaySeconds: 1, longestDelaySeconds: 10, byCode: new Map() },
  timeLimit: { softMinutes: 10, hardMinutes: 20 },
  lockTimeoutSeconds: 5,
  changes: { keepRows: 100, keepDays: 1 },
  tables: [],
}
const at = (time: string) => new Date(`2026-11-24T${time}Z`)
const times = (due: ReturnType<typeof dueSlots>) =>
  due.flatMap(({ slots }) => slots.map(({ at: slot }) => slot.toISOString().slice(11, 16)))

describe('dueSlots', () => {
  it('gives the slots after the latest decided one, up to now', () => {
    const due = dueSlots([registro], {
      decidedUntil: new Map([['registro', at('12:00:00')]]),
      now: at('12:30:00'),
    })
    expect(times(due)).toEqual(['12:15', '12:30'])
  })

  it('gives nothing before the next slot', () => {
    const due = dueSlots([registro], {
      decidedUntil: new Map([['registro', at('12:00:00')]]),
      now: at('12:14:59'),
    })
    expect(due).toEqual([])
  })

  it('looks back one day after a longer stop', () => {
    const due = dueSlots([registro], {
      decidedUntil: new Map([['registro', new Date('2026-10-01T00:00:00Z')]]),
      now: at('12:00:00'),
    })
    expect(due[0]?.slots).toHaveLength(96)
    expect(due[0]?.slots[0]?.at).toEqual(new Date('2026-11-23T12:15:00Z'))
  })

  const fates = (schedule: Partial<DatasetSchedule>, now: string) =>
    dueSlots([{ ...registro, schedule: { ...everyQuarter, ...schedule } }], {
      decidedUntil: new Map([['registro', at('12:00:00')]]),
      now: at(now),
    }).flatMap(({ slots }) =>
      slots.map(({ at: slot, passedOver = 'run' }) => [slot.getUTCMinutes(), passedOver]),
    )

  it('lets the latest slot stand for the others', () => {
    expect(fates({ catchUp: 'latest' }, '12:45:00')).toEqual([
      [15, 'caught_up'],
      [30, 'caught_up'],
      [45, 'run'],
    ])
  })

  it('gives each slot its run where all are to be made good', () => {
    expect(fates({ catchUp: 'all' }, '12:45:00')).toEqual([
      [15, 'run'],
      [30, 'run'],
      [45, 'run'],
    ])
  })

  it('passes over what is found later than it may be', () => {
    expect(fates({ catchUp: 'all', maxLatenessMinutes: 20 }, '12:50:00')).toEqual([
      [15, 'late'],
      [30, 'run'],
      [45, 'run'],
    ])
    expect(fates({ catchUp: 'none', maxLatenessMinutes: 1 }, '12:46:00')).toEqual([
      [15, 'late'],
      [30, 'late'],
      [45, 'run'],
    ])
    expect(fates({ catchUp: 'none', maxLatenessMinutes: 1 }, '12:46:01')).toEqual([
      [15, 'late'],
      [30, 'late'],
      [45, 'late'],
    ])
  })

  it('leaves datasets without a schedule to requests', () => {
    const due = dueSlots([{ ...registro, schedule: undefined }], {
      decidedUntil: new Map(),
      now: at('12:00:00'),
    })
    expect(due).toEqual([])
  })
})
