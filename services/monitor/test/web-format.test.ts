import { describe, expect, it } from '@jest/globals'
import { formatDuration, formatSpan } from '../web/src/format/duration.ts'
import { formatClock, formatExact, formatMoment } from '../web/src/format/instant.ts'
import { formatNumber } from '../web/src/format/number.ts'
import { formatRelative } from '../web/src/format/relative.ts'
import { reconnectDelayMs } from '../web/src/live/reconnect-delay.ts'
import { hrefTo, parseRoute } from '../web/src/shell/route.ts'

const laPaz = { language: 'es', timeZone: 'America/La_Paz' } as const
const at = '2026-11-24T03:05:09.000Z'

describe('instants', () => {
  it('are told in the zone of the people, with 24 hours', () => {
    expect(formatClock(at, laPaz)).toBe('23:05')
    expect(formatExact(at, laPaz)).toMatch(/lunes, 23 de noviembre de 2026.*23:05:09.*La_Paz/)
    expect(formatExact(at, { ...laPaz, language: 'en' })).toMatch(/Monday.*23 November.*23:05:09/)
  })

  it('carry their day unless it is today in that zone', () => {
    const now = Date.parse('2026-11-24T03:59:00Z')
    expect(formatMoment(at, now, laPaz)).toBe('23:05')
    expect(formatMoment(at, now + 3_600_000, laPaz)).toMatch(/23 nov.*23:05/)
  })
})

describe('formatRelative', () => {
  it('rounds towards now, so that no age is overstated', () => {
    const now = Date.parse(at)
    expect(formatRelative(now - 119_000, now, 'es')).toBe('hace 1 min')
    expect(formatRelative(now + 7_300_000, now, 'es')).toBe('dentro de 2 h')
    expect(formatRelative(now - 5_000, now, 'en')).toMatch(/^5 sec\.? ago$/)
  })
})

describe('durations and numbers', () => {
  it.each([
    [340, '340 ms'],
    [2_440, '2,4 s'],
    [48_212, '48 s'],
    [188_000, '3 min 08 s'],
    [7_500_000, '2 h 05 min'],
    [273_600_000, '3 d 4 h'],
  ])('writes %i ms as %s', (ms, text) => {
    expect(formatDuration(ms, 'es')).toBe(text)
  })

  it.each([
    [34 * 60_000, '34 min'],
    [60 * 60_000, '1 h'],
    [72 * 60_000, '1 h 12 min'],
    [1_440 * 60_000, '1 d'],
  ])('writes an age of %i ms as %s', (ms, text) => {
    expect(formatSpan(ms)).toBe(text)
  })

  it('groups thousands as the language does', () => {
    expect(formatNumber(1_234.5, 'es')).toBe('1.234,5')
    expect(formatNumber(148_311, 'en')).toBe('148,311')
  })
})

describe('reconnectDelayMs', () => {
  it('stays below a limit that doubles from half a second to 15 s', () => {
    const longest = [0, 1, 2, 5, 9, 1_000].map((failures) => reconnectDelayMs(failures, 0.999_999))
    expect(longest).toEqual([500, 1_000, 2_000, 15_000, 15_000, 15_000])
    expect(reconnectDelayMs(4, 0)).toBe(0)
  })
})

describe('addresses', () => {
  it.each([
    hrefTo.run('6f1c2b0e-5a3d-5e21-9c44-000000000001'),
    hrefTo.help('SOURCE_UNREACHABLE'),
    hrefTo.audit,
    hrefTo.runs({ state: 'failed', dataset: 'registro' }),
  ])('leads from %s to a page', (href) => {
    const url = new URL(href, 'http://monitor.example/')
    expect(parseRoute(url.pathname.slice(1), url.searchParams).page).not.toBe('unknown')
  })

  it('keeps a filter, and ignores a state that does not exist', () => {
    const runs = (query: string) => parseRoute('tareas', new URLSearchParams(query))
    expect(runs('state=planned&dataset=geo')).toEqual({
      page: 'runs',
      filter: { state: 'planned', dataset: 'geo' },
    })
    expect(runs('state=lost')).toMatchObject({ filter: { state: undefined } })
    expect(parseRoute('tareas/1/2', new URLSearchParams())).toEqual({ page: 'unknown' })
  })
})
