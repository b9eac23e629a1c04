import { describe, expect, it } from '@jest/globals'
import { loadCatalog, type SourceTable } from '../src/index.ts'
import { aDefinition, faultsOf, withCatalogDirectory } from './catalog-directory.ts'

const inFile = (table: Readonly<Record<string, string>> = {}, replaced = {}) => {
  let text = aDefinition({
    'kind: database, connection: siirays': 'kind: csv, connection: pozos',
    '  pozo:\n': "  pozo:\n    from: { file: 'pozos*.csv' }\n",
    ...replaced,
  })
  for (const [found, replacement] of Object.entries(table)) {
    expect(text).toContain(found)
    text = text.replace(found, () => replacement)
  }
  return text
}
const reasonsOf = (text: string) =>
  faultsOf({ 'pozos.yaml': text }).map(({ path, reason }) => `${path}: ${reason}`)

describe('a dataset in files', () => {
  it('fills in what the definition of a table may leave out', () => {
    const catalog = withCatalogDirectory({ 'pozos.yaml': inFile() }, loadCatalog)
    const dataset = catalog.get('pozos')

    expect(dataset?.source).toMatchObject({ kind: 'csv', connection: 'pozos' })
    expect((dataset?.tables[0] as SourceTable).source).toEqual({
      kind: 'csv',
      file: 'pozos*.csv',
      encoding: undefined,
      delimiter: undefined,
      quote: '"',
      numbers: { decimal: '.', thousands: undefined },
    })
  })

  it('takes what is said of how the file and its values are written', () => {
    const text = inFile({
      "{ file: 'pozos*.csv' }":
        "{ file: pozos.csv, encoding: latin-1, delimiter: ';', quote: '|', decimal: ',', thousands: '.' }",
      'nombre: text': `desde: { source: Desde cuándo, type: date, formats: [DD/MM/YYYY] }
      visto: { type: timestamptz, timeZone: America/La_Paz }
      activo: { type: boolean, words: { true: [SÍ], false: ['NO'] } }`,
    })
    const catalog = withCatalogDirectory({ 'pozos.yaml': text }, loadCatalog)
    const table = catalog.get('pozos')?.tables[0] as SourceTable

    expect(table.source).toEqual({
      kind: 'csv',
      file: 'pozos.csv',
      encoding: 'latin-1',
      delimiter: ';',
      quote: '|',
      numbers: { decimal: ',', thousands: '.' },
    })
    expect(table.columns.map(({ reading }) => reading)).toEqual([
      undefined,
      { formats: ['DD/MM/YYYY'], timeZone: undefined, words: undefined },
      { formats: [], timeZone: 'America/La_Paz', words: undefined },
      { formats: [], timeZone: undefined, words: { true: ['SÍ'], false: ['NO'] } },
    ])
  })

  it.each([
    [
      { "    from: { file: 'pozos*.csv' }\n": '' },
      "tables.pozo.from: name the file, as `{ file: 'fuentes*.csv' }`",
    ],
    [
      { 'connection: pozos }': 'connection: pozos, schema: agua }' },
      'source.schema: a file has no schema; leave it out',
    ],
    [
      { "{ file: 'pozos*.csv' }": '{ file: ../pozos.csv }' },
      'tables.pozo.from.file: wrong value; write the name of a file, in which `*` stands for anything, and no folder',
    ],
    [
      { "{ file: 'pozos*.csv' }": "{ file: '*' }" },
      'tables.pozo.from.file: wrong value; write the name of a file, in which `*` stands for anything, and no folder',
    ],
    [
      { "{ file: 'pozos*.csv' }": "{ file: a.csv, delimiter: '\"' }" },
      'tables.pozo.from: delimiter and quote are the same; choose two',
    ],
    [
      { "{ file: 'pozos*.csv' }": "{ file: a.csv, decimal: ',', thousands: ',' }" },
      'tables.pozo.from: decimal and thousands are the same; choose two',
    ],
    [
      { 'nombre: text': 'nombre: { type: text, formats: [DD/MM/YYYY] }' },
      'tables.pozo.columns.nombre.formats: a column of type text has none; leave it out',
    ],
    [
      { 'nombre: text': 'nombre: { type: timestamptz, timeZone: La_Paz }' },
      'tables.pozo.columns.nombre.timeZone: no such time zone: La_Paz; write one such as America/La_Paz',
    ],
    [
      { 'nombre: text': 'nombre: { type: boolean, words: { true: [x], false: [X] } }' },
      'tables.pozo.columns.nombre.words: a word means both; leave it to one of them',
    ],
    [
      { 'nombre: text': 'nombre: { type: text, sourceType: text }' },
      'tables.pozo.columns.nombre.sourceType: a file has no types; leave it out',
    ],
    [
      { '    key: [id_pozo]': '    key: [id_pozo]\n    incremental: { cursor: id_pozo }' },
      'tables.pozo.incremental: a file is read in full; leave it out',
    ],
  ])('refuses what makes no sense of a file (%#)', (table, reason) => {
    expect(reasonsOf(inFile(table))).toEqual([reason])
  })

  it('fills in what the part of a workbook may leave out, and takes what is said', () => {
    const excel = (from: string) =>
      inFile({ 'kind: csv': 'kind: excel', "{ file: 'pozos*.csv' }": from })
    const sourceOf = (text: string) => {
      const catalog = withCatalogDirectory({ 'pozos.yaml': text }, loadCatalog)
      return (catalog.get('pozos')?.tables[0] as SourceTable).source
    }

    expect(sourceOf(excel("{ file: 'pozos*.xlsx' }"))).toEqual({
      kind: 'excel',
      file: 'pozos*.xlsx',
      sheet: undefined,
      range: undefined,
      table: undefined,
      merged: 'first',
      hiddenRows: 'read',
      foot: undefined,
      numbers: { decimal: '.', thousands: undefined },
    })
    const said = 'sheet: Hoja1, range: B2:K9, merged: fill, hiddenRows: skip, foot: TOTAL'
    expect(sourceOf(excel(`{ file: a.xlsx, ${said}, decimal: ',' }`))).toEqual({
      kind: 'excel',
      file: 'a.xlsx',
      sheet: 'Hoja1',
      range: 'B2:K9',
      table: undefined,
      merged: 'fill',
      hiddenRows: 'skip',
      foot: 'TOTAL',
      numbers: { decimal: ',', thousands: undefined },
    })
  })

  it.each([
    ['{ file: a.xls }', 'tables.pozo.from: only .xlsx is read; save the file as that'],
    [
      '{ file: a.xlsx, table: Pozos, range: A1:B2 }',
      'tables.pozo.from: name a range or a table, not both',
    ],
    [
      '{ file: a.xlsx, table: Pozos, sheet: Hoja1 }',
      'tables.pozo.from: a table has its sheet; leave `sheet` out',
    ],
    [
      "{ file: a.xlsx, delimiter: ';' }",
      'tables.pozo.from.delimiter: unknown property; there may be: file, sheet, range, table, merged, hiddenRows, foot, decimal, thousands',
    ],
  ])('refuses what makes no sense of a workbook (%#)', (from, reason) => {
    expect(
      reasonsOf(inFile({ 'kind: csv': 'kind: excel', "{ file: 'pozos*.csv' }": from })),
    ).toEqual([reason])
  })

  it('refuses a connection that another dataset reads as another kind', () => {
    const other = aDefinition({
      'dataset: pozos': 'dataset: otros',
      'target: { schema: pozos }': 'target: { schema: otros }',
      'connection: siirays': 'connection: pozos',
    })

    expect(faultsOf({ 'a.yaml': inFile(), 'b.yaml': other })).toMatchObject([
      {
        file: 'b.yaml',
        path: 'source.kind',
        reason: 'connection pozos is of kind csv in a.yaml; give this one another name',
      },
    ])
  })

  it('refuses of a database what is said of files', () => {
    const text = aDefinition({
      '  pozo:\n': "  pozo:\n    from: { file: 'pozos*.csv' }\n",
      'nombre: text': 'nombre: { type: date, formats: [DD/MM/YYYY] }',
    })

    expect(reasonsOf(text)).toEqual([
      'tables.pozo.from: the source is a database; name a relation',
      'tables.pozo.columns.nombre.formats: says how a file is written, and the source is a database; leave it out',
    ])
  })
})
