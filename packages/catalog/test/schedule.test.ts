import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isValidSchedule, plannedInstants } from '../src/index.ts'

const day = { after: new Date('2026-03-01T00:00:00Z'), until: new Date('2026-03-02T00:00:00Z') }
const hourMs = 3_600_000
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

  it.each([
    // The clocks go forward at 03:00 UTC+1, 02:00 UTC-5, 02:00 UTC+10:30 (by half an hour), 24:00 UTC-4.
    ['Europe/Madrid', '2026-03-29', '30 2 * * *', ['2026-03-29T01:00:00.000Z']],
    ['America/New_York', '2026-03-08', '30 2 * * *', ['2026-03-08T07:00:00.000Z']],
    ['Australia/Lord_Howe', '2026-10-04', '15 2 * * *', ['2026-10-03T15:30:00.000Z']],
    ['America/Santiago', '2026-09-06', '30 0 * * *', ['2026-09-06T04:00:00.000Z']],
    // They go back: what is repeated comes once, and what is not is where it always was.
    ['Europe/Madrid', '2026-10-25', '30 2 * * *', ['2026-10-25T00:30:00.000Z']],
    ['America/New_York', '2026-11-01', '30 1 * * *', ['2026-11-01T05:30:00.000Z']],
    ['Australia/Lord_Howe', '2026-04-05', '45 1 * * *', ['2026-04-04T14:45:00.000Z']],
    ['America/Santiago', '2026-04-05', '30 23 * * *', ['2026-04-06T03:30:00.000Z']],
    // No clock changes at all.
    ['America/La_Paz', '2026-10-25', '30 2 * * *', ['2026-10-25T06:30:00.000Z']],
  ])('in %s on %s reads %p', (timeZone, day, cron, expected) => {
    const noon = new Date(`${day}T12:00:00Z`).getTime()
    const instants = plannedInstants(
      { cron, timeZone },
      { after: new Date(noon - 72 * hourMs), until: new Date(noon + 72 * hourMs), limit: 100 },
    )
    const local = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })

    expect(iso(instants.filter((instant) => local.format(instant) === day))).toEqual(expected)
  })

  it('comes in every hour of a day of 23, 24 or 25 hours', () => {
    const schedule = { cron: '0 * * * *', timeZone: 'Europe/Madrid' }
    const hours = (from: string, to: string) =>
      plannedInstants(schedule, { after: new Date(from), until: new Date(to), limit: 100 }).length

    expect(hours('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toBe(23)
    expect(hours('2026-03-29T22:00:00Z', '2026-03-30T22:00:00Z')).toBe(24)
    expect(hours('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).toBe(25)
  })

  it('comes on the 29th of February in the years that have one', () => {
    const schedule = { cron: '0 6 29 2 *', timeZone: 'America/La_Paz' }
    const span = {
      after: new Date('2026-01-01T00:00:00Z'),
      until: new Date('2033-01-01T00:00:00Z'),
      limit: 10,
    }

    expect(iso(plannedInstants(schedule, span))).toEqual([
      '2028-02-29T10:00:00.000Z',
      '2032-02-29T10:00:00.000Z',
    ])
  })

  it('counts an interval from 1970 on, whatever it starts after', () => {
    const every = { everyMinutes: 90 }
    const first = plannedInstants(every, { ...day, limit: 100 })

    expect(iso(first.slice(0, 3))).toEqual([
      '2026-03-01T01:30:00.000Z',
      '2026-03-01T03:00:00.000Z',
      '2026-03-01T04:30:00.000Z',
    ])
    expect(first).toHaveLength(16)
    const later = { after: new Date('2026-03-01T02:11:00Z'), until: day.until, limit: 100 }
    expect(plannedInstants(every, later)).toEqual(first.slice(1))
  })

  it('gives no instant twice and leaves none out, however the looks are cut', () => {
    const zone = fc.constantFrom('Europe/Madrid', 'Australia/Lord_Howe', 'America/Santiago')
    const pattern = fc.constantFrom('*/20 * * * *', '30 2 * * *', '0 0 * * *', '15 */6 * * 1-5')
    const cuts = fc.array(fc.integer({ min: 1, max: 30 * 24 * 60 }), { maxLength: 12 })
    const start = fc.integer({ min: 0, max: 365 * 24 * 60 })
    fc.assert(
      fc.property(zone, pattern, start, cuts, (timeZone, cron, startMinute, minutes) => {
        const schedule = { cron, timeZone }
        const from = Date.UTC(2026, 0, 1) + startMinute * 60_000
        const ends = [...minutes].sort((a, b) => a - b).map((minute) => from + minute * 60_000)
        const seen: Date[] = []
        let after = from
        for (const end of ends) {
          const span = { after: new Date(after), until: new Date(end), limit: 10_000 }
          seen.push(...plannedInstants(schedule, span))
          after = end
        }
        const whole = { after: new Date(from), until: new Date(after), limit: 10_000 }
        expect(seen).toEqual(plannedInstants(schedule, whole))
      }),
      { numRuns: 60 },
    )
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
