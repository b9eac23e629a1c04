import { describe, expect, it } from '@jest/globals'
import { loadCatalog, type Column, type Dataset } from '../src/index.ts'
import { aDefinition, faultsOf, withCatalogDirectory } from './catalog-directory.ts'

const load = (text: string): Dataset | undefined =>
  withCatalogDirectory({ 'pozos.yaml': text }, loadCatalog).get('pozos')
const withColumn = (written: string) => aDefinition({ 'nombre: text': `nombre: ${written}` })
const columnOf = (written: string): Column | undefined =>
  load(withColumn(written))?.tables[0]?.columns[1]
const reasonsOf = (text: string) =>
  faultsOf({ 'pozos.yaml': text }).map(({ path, reason }) => `${path}: ${reason}`)

describe('the rules of a column', () => {
  it('reject what breaks them unless they say otherwise', () => {
    const column = columnOf(`
        type: text
        rules:
          required: warn
          type: fail
          length: { min: 2, max: 80 }
          oneOf: { values: [A, 1], then: warn }
          pattern: { matches: '^[A-Z]+$', then: fail }
          unique: reject
          reference: { table: pozo }`)
    expect(column?.rules).toEqual([
      { kind: 'required', then: 'warn' },
      { kind: 'type', then: 'fail' },
      { kind: 'length', min: 2, max: 80, then: 'reject' },
      { kind: 'oneOf', values: ['A', '1'], then: 'warn' },
      { kind: 'pattern', matches: '^[A-Z]+$', then: 'fail' },
      { kind: 'unique', then: 'reject' },
      { kind: 'reference', table: 'pozo', column: 'id_pozo', then: 'reject' },
    ])
  })

  it('take numbers and dates as bounds', () => {
    expect(columnOf('{ type: numeric, rules: { range: { min: 0.5 } } }')?.rules).toEqual([
      { kind: 'range', min: 0.5, then: 'reject' },
    ])
    const dates = `{ type: date, rules: { range: { min: '2000-01-01', max: '2100-01-01' } } }`
    expect(columnOf(dates)?.rules).toMatchObject([{ min: '2000-01-01', max: '2100-01-01' }])
  })

  it('are absent where none are written, and so is the cleaning of texts', () => {
    expect(columnOf('{ type: text, trim: false }')).toEqual({
      name: 'nombre',
      source: 'nombre',
      type: 'text',
      nullable: true,
    })
    expect(columnOf(`{ type: text, blankAsNull: true, nullTexts: ['S/D'] }`)?.cleaning).toEqual({
      trim: false,
      blankAsNull: true,
      nullTexts: ['S/D'],
    })
  })

  it.each([
    [
      '{ type: integer, rules: { length: { max: 3 } } }',
      'length: column nombre is of type integer',
    ],
    ['{ type: integer, rules: { pattern: { matches: x } } }', 'pattern: column nombre is of type'],
    ['{ type: text, rules: { range: { min: 1 } } }', 'range: column nombre is of type text'],
    ['{ type: "integer[]", rules: { range: { min: 1 } } }', 'range: column nombre is of type'],
    ['{ type: text, rules: { length: {} } }', 'length: no limit'],
    ['{ type: text, rules: { length: { min: 3, max: 2 } } }', 'length: the least, 3, is more'],
    ['{ type: text, rules: { type: warn } }', 'type: wrong value; write `reject` or `fail`'],
    ['{ type: text, rules: { required: yes } }', 'required: wrong value; write `reject`, `warn`'],
    ['{ type: text, rules: { oneOf: { values: [] } } }', 'oneOf.values: wrong value'],
    ['{ type: text, rules: { inside: x } }', 'inside: unknown property; there may be: required'],
    ['{ type: text, rules: { reference: { table: nada } } }', 'reference: no table nada'],
    ['{ type: text, rules: { reference: { table: pozo, column: x } } }', 'no column x'],
  ])('are refused as %s', (written, reason) => {
    const reasons = reasonsOf(withColumn(written))
    expect(reasons).toEqual([expect.stringContaining(reason)])
    expect(reasons[0]).toContain('tables.pozo.columns.nombre.rules')
  })

  it('are refused on a key that they say nothing new of', () => {
    const definition = aDefinition({
      'id_pozo: integer not null':
        'id_pozo: { type: integer not null, rules: { required: warn, unique: warn } }',
    })
    expect(reasonsOf(definition)).toEqual([
      expect.stringContaining('the key is always required'),
      expect.stringContaining('the key is always unique'),
    ])
  })

  it('do not refer to a table that is computed later', () => {
    const derived = `derived:
  resumen:
    query: resumen.sql
    columns:
      total: { type: bigint not null, rules: { reference: { table: pozo } } }
    key: [total]
`
    const backwards = withColumn('{ type: text, rules: { reference: { table: resumen } } }')
    const files = { 'pozos.yaml': backwards + derived, 'resumen.sql': 'select 1' }
    expect(faultsOf(files).map(({ reason }) => reason)).toEqual([
      expect.stringContaining('no table resumen of the dataset is read before'),
    ])
    const forwards = { ...files, 'pozos.yaml': aDefinition() + derived }
    expect(withCatalogDirectory(forwards, loadCatalog).get('pozos')?.tables).toHaveLength(2)
  })
})

describe('the tolerance of a table', () => {
  it('is the dataset’s where it has none of its own, and none where neither has', () => {
    const tables = (text: string) => load(text)?.tables.map(({ maxRejects }) => maxRejects)
    expect(tables(aDefinition())).toEqual([undefined])
    const lenient = aDefinition({ 'department:': 'maxRejects: 5\ndepartment:' })
    expect(tables(lenient)).toEqual([5])
    expect(tables(lenient.replace('key:', 'maxRejects: 0\n    key:'))).toEqual([undefined])
  })
})
