import { describe, expect, it } from '@jest/globals'
import { loadCatalog, type Dataset } from '../src/index.ts'
import { aDefinition, faultsOf, withCatalogDirectory } from './catalog-directory.ts'

const written = (yaml: string) =>
  aDefinition({ 'freshnessLimitMinutes: 60\n': `${yaml}\nfreshnessLimitMinutes: 60\n` })
const load = (yaml: string): Dataset | undefined =>
  withCatalogDirectory({ 'pozos.yaml': written(yaml) }, loadCatalog).get('pozos')
const faults = (yaml: string) =>
  faultsOf({ 'pozos.yaml': written(yaml) }).map(({ path, reason }) => `${path}: ${reason}`)

describe('a schedule', () => {
  it('is a pattern or an interval, with what becomes of its slots', () => {
    expect(load('schedule: { everyMinutes: 90, overlap: skip }')?.schedule).toEqual({
      everyMinutes: 90,
      catchUp: 'latest',
      overlap: 'skip',
    })
    expect(
      load(`schedule: { cron: '0 2 * * *', timeZone: UTC, catchUp: all, maxLatenessMinutes: 30 }`)
        ?.schedule,
    ).toEqual({
      cron: '0 2 * * *',
      timeZone: 'UTC',
      catchUp: 'all',
      maxLatenessMinutes: 30,
      overlap: 'queue',
    })
  })

  it('that makes nothing good passes over what is a minute late', () => {
    expect(load('schedule: { everyMinutes: 5, catchUp: none }')?.schedule).toMatchObject({
      maxLatenessMinutes: 1,
    })
  })

  it.each([
    ['{ overlap: skip }', 'schedule: says no time'],
    [
      `{ cron: '* * * * *', timeZone: UTC, everyMinutes: 5 }`,
      'schedule: a pattern and an interval',
    ],
    [`{ cron: '* * * * *' }`, 'schedule: a pattern without a zone'],
    ['{ everyMinutes: 0 }', 'schedule.everyMinutes: wrong value'],
    [`{ cron: '* * * * *', timeZone: La_Paz }`, 'schedule.timeZone: no such time zone'],
  ])('such as %s is refused', (yaml, expected) => {
    expect(faults(`schedule: ${yaml}`)).toEqual([expect.stringContaining(expected)])
  })
})

describe('a retry policy', () => {
  it('has limits of its own for a code, and those of the dataset for what they leave out', () => {
    const retry = load(
      'retry: { maxAttempts: 8, deadlineMinutes: 90, byCode: { TARGET_LOCKED: { firstDelaySeconds: 5 } } }',
    )?.retry

    expect(retry).toMatchObject({ maxAttempts: 8, deadlineMinutes: 90 })
    expect(retry?.byCode.get('TARGET_LOCKED')).toEqual({
      maxAttempts: 8,
      firstDelaySeconds: 5,
      longestDelaySeconds: 900,
    })
  })

  it.each([
    ['{ byCode: { NO_SUCH: {} } }', 'retry.byCode.NO_SUCH: no such error code'],
    [
      '{ byCode: { KEY_NULL: {} } }',
      'retry.byCode.KEY_NULL: a run that fails with KEY_NULL is not',
    ],
    [
      '{ byCode: { TARGET_LOCKED: { maxAttempts: 9 } } }',
      'retry.byCode.TARGET_LOCKED.maxAttempts: more than the run has in all (5)',
    ],
    [
      '{ byCode: { TARGET_LOCKED: { longestDelaySeconds: 3 } } }',
      'retry.byCode.TARGET_LOCKED: the longest delay (3 s) is shorter',
    ],
  ])('such as %s is refused', (yaml, expected) => {
    expect(faults(`retry: ${yaml}`)).toEqual([expect.stringContaining(expected)])
  })
})

describe('a time limit', () => {
  it('leaves a quarter of an hour between stopping and killing', () => {
    expect(load('timeLimit: { softMinutes: 20 }')?.timeLimit).toEqual({
      softMinutes: 20,
      hardMinutes: 35,
    })
  })

  it('that kills before it stops is refused', () => {
    expect(faults('timeLimit: { softMinutes: 20, hardMinutes: 20 }')).toEqual([
      expect.stringContaining('timeLimit: the hard limit (20 min) is not after'),
    ])
  })
})
