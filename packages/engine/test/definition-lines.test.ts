import { describe, expect, it } from '@jest/globals'
import type { Column, SourceTable } from '@aaps-data/catalog'
import { findDrift, type ColumnDrift } from '../src/columns/column-drift.ts'
import { typeLines } from '../src/columns/definition-lines.ts'
import { aTable } from './sync-world.ts'

type TypeDrift = Extract<ColumnDrift, { kind: 'type' }>

const table = aTable('visita', ['id integer'], { key: ['id'] })
const plain: Column = { name: 'id', source: 'id', type: 'integer', nullable: false }
const linesFor = (
  change: Partial<Column>,
  nativeType: string,
  relation: 'narrower' | 'wider' | 'other' = 'other',
) =>
  typeLines({
    kind: 'type',
    column: { ...plain, ...change },
    expected: 'integer',
    found: { name: 'id', type: nativeType, nativeType, isReadable: true },
    relation,
    crossesZone: false,
  })

describe('the lines that a definition needs for a column of another type', () => {
  it('keep that it takes no nulls', () => {
    expect(linesFor({}, 'smallint', 'narrower')).toEqual([
      'id: { type: integer not null, sourceType: smallint }',
    ])
  })

  it('name the wider type first', () => {
    expect(linesFor({ nullable: true }, 'bigint', 'wider')).toEqual([
      'id: bigint',
      'id: { type: integer, sourceType: bigint }',
    ])
  })

  it.each([
    ['timestamp with time zone', 'timestamp without time zone'],
    ['timestamp(3) without time zone', 'timestamp with time zone'],
    ['timestamp with time zone', 'date'],
  ])('propose no cast of %s and %s, which a time zone would shift', (type, nativeType) => {
    const column = { ...plain, name: 'at', source: 'at', type, sourceType: nativeType }
    const found = { name: 'at', type: nativeType, nativeType, isReadable: true }
    const visits = { ...table, columns: [column] } as SourceTable
    const [drift] = findDrift(visits, [found], new Map())
    expect(drift).toMatchObject({ kind: 'type', expected: type, crossesZone: true })
    expect(typeLines(drift as TypeDrift)).toEqual([`at: ${nativeType} not null`])
  })

  it('go without a type of the source that is the declared one again', () => {
    expect(linesFor({ sourceType: 'bigint' }, 'integer')).toEqual(['id: integer not null'])
  })

  it.each<Partial<Column>>([
    { masked: true },
    { source: 'identificador' },
    { rules: [{ kind: 'required', then: 'reject' } as never] },
    { cleaning: { trim: true, blankAsNull: false, nullTexts: [] } },
  ])('leave what else a column has alone: %j', (change) => {
    expect(linesFor(change, 'bytea')).toEqual(['sourceType: bytea # beside what id has'])
    expect(linesFor(change, 'bigint', 'wider')).toEqual([
      'type: bigint not null # in place of the type of id',
      'sourceType: bigint # beside what id has',
    ])
    expect(linesFor({ ...change, sourceType: 'bytea' }, 'integer')).toEqual([
      '# no sourceType in id',
    ])
  })
})
