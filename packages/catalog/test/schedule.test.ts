import { describe, expect, it } from '@jest/globals'
import { isValidSchedule, plannedInstants } from '../src/index.ts'

const day = { after: new Date('2026-03-01T00:00:00Z'), until: new Date('2026-03-02T00:00:00Z') }
const iso = (instants: readonly Date[]) => instants.map((instant) => instant.toISOString())

describe('plannedInstants', () => {
  it('reads the pattern on the clock of the zone', () => {
    const schedule = { cron: '0 3 * * *', timeZone: 'America/La_Paz' }

    expect(iso(plannedInstants(schedule, { ...day, limit: 10 }))).toEqual([
      '2026-03-01T07:00:00.000Z',
    ])
  })

  it('leaves out the instant it starts after and takes the one it ends at', () => {
    const schedule = { cron: '0 */12 * * *', timeZone: 'UTC' }

    expect(iso(plannedInstants(schedule, { ...day, limit: 10 }))).toEqual([
      '2026-03-01T12:00:00.000Z',
      '2026-03-02T00:00:00.000Z',
    ])
  })

  it('stops at the limit', () => {
    const schedule = { cron: '*/15 * * * *', timeZone: 'America/La_Paz' }

    expect(plannedInstants(schedule, { ...day, limit: 3 })).toHaveLength(3)
    expect(plannedInstants(schedule, { ...day, limit: 1000 })).toHaveLength(96)
  })

  it('gives the same instants when it goes on after each of them', () => {
    const schedule = { cron: '*/20 * * * * *', timeZone: 'America/La_Paz' }
    const until = new Date('2026-03-01T00:02:00Z')
    const [first, ...rest] = plannedInstants(schedule, { after: day.after, until, limit: 100 })

    expect(first).toEqual(new Date('2026-03-01T00:00:20Z'))
    expect(plannedInstants(schedule, { after: first ?? until, until, limit: 100 })).toEqual(rest)
  })

  it('runs once on the day when the clock skips the time, and once when it repeats it', () => {
    const schedule = { cron: '30 2 * * *', timeZone: 'Europe/Madrid' }
    const around = (from: string, to: string) =>
      plannedInstants(schedule, { after: new Date(from), until: new Date(to), limit: 10 })

    expect(iso(around('2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z'))).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
    expect(around('2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toHaveLength(2)
  })

  it('keeps every quarter of an hour when the clock goes back', () => {
    const schedule = { cron: '*/15 * * * *', timeZone: 'Europe/Madrid' }
    const instants = plannedInstants(schedule, {
      after: new Date('2026-10-25T00:00:00Z'),
      until: new Date('2026-10-25T03:00:00Z'),
      limit: 100,
    })

    expect(instants).toHaveLength(12)
  })
})

describe('isValidSchedule', () => {
  it.each([
    ['*/15 * * * *', 'America/La_Paz', true],
    ['*/2 * * * * *', 'UTC', true],
    ['0 3 * * 1-5', 'America/La_Paz', true],
    ['0 25 * * *', 'UTC', false],
    ['', 'UTC', false],
    ['? * * * *', 'UTC', false],
    ['2026-01-01T00:00:00', 'UTC', false],
    ['0 3 * * *', 'America/LaPaz', false],
  ])('judges %p in %p', (cron, timeZone, expected) => {
    expect(isValidSchedule({ cron, timeZone })).toBe(expected)
  })
})
