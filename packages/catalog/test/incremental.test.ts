import { describe, expect, it } from '@jest/globals'
import { loadCatalog, type Cursor } from '../src/index.ts'
import { aDefinition, faultsOf, withCatalogDirectory } from './catalog-directory.ts'

const column = (type: string) => ({
  'nombre: text': `leido: { source: leido_en, type: ${type} }`,
})
const incremental = (written: string, type = 'timestamp with time zone') =>
  aDefinition({
    ...column(type),
    'key: [id_pozo]': `key: [id_pozo]\n    incremental: ${written}`,
  })

function cursorOf(definition: string): Cursor | undefined {
  const catalog = withCatalogDirectory({ 'pozos.yaml': definition }, loadCatalog)
  const table = catalog.get('pozos')?.tables[0]
  return table?.kind === 'source' ? table.cursor : undefined
}

describe('a table that is to be read incrementally', () => {
  it('has a cursor of the source, with ten minutes of overlap or a thousand numbers', () => {
    expect(cursorOf(incremental('{ cursor: leido }'))).toEqual({
      column: 'leido_en',
      kind: 'time',
      overlap: 10,
    })
    expect(cursorOf(incremental('{ cursor: leido }', 'bigint'))).toMatchObject({
      kind: 'number',
      overlap: 1_000,
    })
    expect(cursorOf(incremental('{ cursor: leido, overlapMinutes: 0 }'))).toMatchObject({
      overlap: 0,
    })
  })

  it.each([
    ['date', 'date'],
    ['timestamp without time zone', 'time'],
    ['timestamp(3)', 'time'],
  ])('has the zone in which values of %s are written', (type, kind) => {
    const written = '{ cursor: leido, timeZone: America/La_Paz }'
    expect(cursorOf(incremental(written, type))).toEqual({
      column: 'leido_en',
      kind,
      overlap: 10,
      timeZone: 'America/La_Paz',
    })
  })

  it('has the zone that the type of the source asks for', () => {
    const type = 'timestamp with time zone, sourceType: timestamp without time zone'
    expect(cursorOf(incremental('{ cursor: leido, timeZone: UTC }', type))).toMatchObject({
      kind: 'time',
      timeZone: 'UTC',
    })
  })

  it.each(['America/LaPaz', '"-04:00"', 'EST'])('is refused with the zone %s', (timeZone) => {
    const written = `{ cursor: leido, timeZone: ${timeZone} }`
    expect(faultsOf({ 'pozos.yaml': incremental(written, 'date') })).toEqual([
      expect.objectContaining({
        path: 'tables.pozo.incremental.timeZone',
        reason: expect.stringContaining('no such time zone'),
      }),
    ])
  })

  it.each([
    ['{ cursor: leido }', 'date', 'add `timeZone: America/La_Paz`, in which its values'],
    ['{ cursor: leido }', 'timestamp', 'of type timestamp, which has no zone'],
    ['{ cursor: leido, timeZone: UTC }', 'timestamp with time zone', 'leave `timeZone` out'],
    ['{ cursor: leido, timeZone: UTC }', 'bigint', 'leave `timeZone` out'],
    ['{ cursor: leido }', 'text', 'column leido is of type text'],
    ['{ cursor: nada }', 'date', 'the table has no column nada'],
    ['{ cursor: leido, overlapCount: 5 }', 'date', 'write `overlapMinutes`'],
    ['{ cursor: leido, overlapMinutes: 5 }', 'integer', 'write `overlapCount`'],
  ])('is refused as %s with a %s', (written, type, reason) => {
    expect(faultsOf({ 'pozos.yaml': incremental(written, type) })).toEqual([
      expect.objectContaining({
        path: 'tables.pozo.incremental.cursor',
        reason: expect.stringContaining(reason),
      }),
    ])
  })

  it('is refused without a key, and beside derived tables', () => {
    const derived = `derived:
  resumen:
    query: resumen.sql
    columns: { total: bigint }
    key: none
`
    const keyless = incremental('{ cursor: leido }').replace('key: [id_pozo]', 'key: none')
    const faults = faultsOf({ 'pozos.yaml': keyless + derived, 'resumen.sql': 'select 1' })
    expect(faults.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('without a key'),
      expect.stringContaining('derived tables'),
    ])
  })
})
