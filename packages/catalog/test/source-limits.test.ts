import { describe, expect, it } from '@jest/globals'
import { loadCatalog } from '../src/index.ts'
import { aDefinition, faultsOf, withCatalogDirectory } from './catalog-directory.ts'

const files = (sources: string) => ({ 'pozos.yaml': aDefinition(), 'sources.yaml': sources })

describe('sources.yaml', () => {
  it('limits what is asked of a source', () => {
    const written = `siirays:
  maxConnections: 2
  maxRowsPerSecond: 5000
  maxSnapshotMinutes: off
  closed:
    - { days: [mon], from: '08:30', to: '12:30', timeZone: America/La_Paz }
    - { from: '22:00', to: '06:00', timeZone: UTC }
`
    const catalog = withCatalogDirectory(files(written), loadCatalog)
    expect(catalog.get('pozos')?.source.limits).toEqual({
      maxConnections: 2,
      maxRowsPerSecond: 5_000,
      maxSnapshotMinutes: undefined,
      closed: [
        { days: ['mon'], from: '08:30', to: '12:30', timeZone: 'America/La_Paz' },
        {
          days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
          from: '22:00',
          to: '06:00',
          timeZone: 'UTC',
        },
      ],
    })
  })

  it.each([
    ['other: {}', 'other', 'no dataset reads a connection other'],
    ['siirays: { maxConnections: 0 }', 'siirays.maxConnections', 'from 1 to 64'],
    ['siirays: { maxRows: 1 }', 'siirays.maxRows', 'unknown property'],
    [
      `siirays: { closed: [{ from: '8:30', to: '12:30', timeZone: UTC }] }`,
      'siirays.closed[0].from',
      'a time of the day',
    ],
    [
      `siirays: { closed: [{ from: '08:30', to: '12:30', timeZone: Mars }] }`,
      'siirays.closed[0].timeZone',
      'no such zone',
    ],
    [
      `siirays: { closed: [{ from: '08:30', to: '08:30', timeZone: UTC }] }`,
      'siirays.closed[0]',
      'the same',
    ],
    ['siirays: [', '', 'not valid YAML'],
  ])('is refused as %s', (written, path, reason) => {
    expect(faultsOf(files(written))[0]).toMatchObject({
      file: 'sources.yaml',
      path,
      reason: expect.stringContaining(reason),
    })
  })
})
