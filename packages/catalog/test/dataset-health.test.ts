import { describe, expect, it } from '@jest/globals'
import { dataAgeSeconds, datasetHealth } from '../src/dataset-health.ts'

const now = new Date('2026-11-24T12:00:00.000Z')

function minutesAgo(minutes: number): string {
  return new Date(now.getTime() - minutes * 60_000).toISOString()
}

function healthOf(changes: Partial<Parameters<typeof datasetHealth>[0]>) {
  const well = {
    hasFailed: false,
    isHeld: false,
    isWaiting: false,
    dataAt: minutesAgo(5),
    freshnessLimitMinutes: 60,
  } as const
  return datasetHealth({ ...well, ...changes }, now)
}

describe('datasetHealth', () => {
  it('is fresh within the limit, the limit included', () => {
    expect(healthOf({})).toBe('fresh')
    expect(healthOf({ dataAt: minutesAgo(60) })).toBe('fresh')
  })

  it('is late beyond the limit and failing beyond twice the limit', () => {
    expect(healthOf({ dataAt: minutesAgo(61) })).toBe('late')
    expect(healthOf({ dataAt: minutesAgo(120) })).toBe('late')
    expect(healthOf({ dataAt: minutesAgo(121) })).toBe('failing')
  })

  it('is late while a run waits to be tried again, however fresh the data', () => {
    expect(healthOf({ isWaiting: true })).toBe('late')
  })

  it('is failing when the last run failed or one is held, however fresh the data', () => {
    expect(healthOf({ hasFailed: true })).toBe('failing')
    expect(healthOf({ hasFailed: true, isWaiting: true })).toBe('failing')
    expect(healthOf({ isHeld: true })).toBe('failing')
  })

  it('is never when there is no data and nothing failed', () => {
    expect(healthOf({ dataAt: null })).toBe('never')
    expect(healthOf({ hasFailed: true, dataAt: null })).toBe('failing')
  })

  it('takes data from a source whose clock is ahead for new', () => {
    expect(dataAgeSeconds(minutesAgo(-10), now)).toBe(0)
    expect(healthOf({ dataAt: minutesAgo(-10) })).toBe('fresh')
  })
})
