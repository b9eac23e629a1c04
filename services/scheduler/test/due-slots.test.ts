import { describe, expect, it } from '@jest/globals'
import type { Dataset } from '@aaps-data/catalog'
import { dueSlots } from '../src/due-slots.ts'

const registro: Dataset = {
  name: 'registro',
  title: { es: 'Registro', en: 'Registry' },
  department: 'Licencias',
  source: { kind: 'postgres', connection: 'siirays' },
  target: { schema: 'registro' },
  schedule: { cron: '*/15 * * * *', timeZone: 'America/La_Paz' },
  freshnessLimitMinutes: 60,
  retry: { maxAttempts: 3, firstDelaySeconds: 1, longestDelaySeconds: 10 },
  lockTimeoutSeconds: 5,
  changes: { keepRows: 100, keepDays: 1 },
  tables: [],
}
const at = (time: string) => new Date(`2026-11-24T${time}Z`)
const times = (due: ReturnType<typeof dueSlots>) =>
  due.flatMap(({ slots }) => slots.map((slot) => slot.toISOString().slice(11, 16)))

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
    expect(due[0]?.slots[0]).toEqual(new Date('2026-11-23T12:15:00Z'))
  })

  it('leaves datasets without a schedule to requests', () => {
    const due = dueSlots([{ ...registro, schedule: undefined }], {
      decidedUntil: new Map(),
      now: at('12:00:00'),
    })
    expect(due).toEqual([])
  })
})
