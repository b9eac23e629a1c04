import { describe, expect, it } from '@jest/globals'
import type { ClosedHours } from '@aaps-data/catalog'
import { isClosed, nextInstant } from '../src/closed-hours.ts'

const office: ClosedHours = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '08:30',
  to: '12:30',
  timeZone: 'America/La_Paz',
}
const night: ClosedHours = { days: ['fri'], from: '22:00', to: '06:00', timeZone: 'Europe/Madrid' }
const at = (text: string) => new Date(text)

describe('closed hours', () => {
  it.each([
    ['2026-11-24T12:29:59Z', false],
    ['2026-11-24T12:30:00Z', true],
    ['2026-11-24T16:29:59Z', true],
    ['2026-11-24T16:30:00Z', false],
    // A Saturday.
    ['2026-11-28T13:00:00Z', false],
  ])('are those of the zone: %s is closed: %s', (instant, expected) => {
    expect(isClosed([office], at(instant))).toBe(expected)
  })

  it('go on over midnight, into a day that is not named', () => {
    expect(isClosed([night], at('2026-11-27T20:59:00Z'))).toBe(false)
    expect(isClosed([night], at('2026-11-27T21:00:00Z'))).toBe(true)
    expect(isClosed([night], at('2026-11-28T04:59:00Z'))).toBe(true)
    expect(isClosed([night], at('2026-11-28T05:00:00Z'))).toBe(false)
    expect(isClosed([night], at('2026-11-27T04:00:00Z'))).toBe(false)
  })

  it('end and begin at whole minutes, also behind a weekend', () => {
    const closed = { at: at('2026-11-24T13:00:20Z'), closed: false }
    expect(nextInstant([office], closed)).toEqual(at('2026-11-24T16:30:00Z'))
    const friday = { at: at('2026-11-27T17:00:00Z'), closed: true }
    expect(nextInstant([office], friday)).toEqual(at('2026-11-30T12:30:00Z'))
  })

  it('overlap as one', () => {
    const after: ClosedHours = { ...office, from: '12:00', to: '14:00' }
    const open = nextInstant([office, after], { at: at('2026-11-24T13:00:00Z'), closed: false })
    expect(open).toEqual(at('2026-11-24T18:00:00Z'))
  })

  it('follow the clock of a zone that is put back', () => {
    const madrid: ClosedHours = {
      days: ['sun'],
      from: '02:00',
      to: '03:00',
      timeZone: 'Europe/Madrid',
    }
    // The hour from 2 to 3 comes twice.
    expect(isClosed([madrid], at('2026-10-25T00:30:00Z'))).toBe(true)
    expect(isClosed([madrid], at('2026-10-25T01:30:00Z'))).toBe(true)
    expect(isClosed([madrid], at('2026-10-25T02:00:00Z'))).toBe(false)
  })

  it('never come where there are none', () => {
    expect(isClosed([], at('2026-11-24T13:00:00Z'))).toBe(false)
    expect(nextInstant([], { at: at('2026-11-24T13:00:00Z'), closed: true })).toBeUndefined()
  })
})
