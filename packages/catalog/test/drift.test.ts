import { describe, expect, it } from '@jest/globals'
import { loadCatalog } from '../src/index.ts'
import { aDefinition, faultsOf, withCatalogDirectory } from './catalog-directory.ts'

describe('what a definition says of the columns of its source', () => {
  it('keeps the columns that are left out, and the types that the source is to have', () => {
    const definition = aDefinition({
      '  pozo:\n': '  pozo:\n    unmapped: [usuario, fecha_alta]\n',
      'nombre: text': 'nombre: { type: text, sourceType: character varying(80) }',
    })
    const dataset = withCatalogDirectory({ 'pozos.yaml': definition }, loadCatalog).get('pozos')

    expect(dataset?.tables[0]).toMatchObject({
      unmapped: ['usuario', 'fecha_alta'],
      columns: [{}, { name: 'nombre', type: 'text', sourceType: 'character varying(80)' }],
    })
  })

  it.each([
    ['drift: maybe\n', 'drift: wrong value; write `fail`, `add` or `ignore`'],
    ['drift: add\n', undefined],
  ])('takes for a policy: %s', (line, fault) => {
    const files = { 'a.yaml': line + aDefinition() }
    const faults = fault === undefined ? [] : faultsOf(files)
    if (fault === undefined) withCatalogDirectory(files, loadCatalog)

    expect(faults.map(({ path, reason }) => `${path}: ${reason}`)).toEqual(
      fault === undefined ? [] : [fault],
    )
  })

  it('refuses a column that is mapped and left out, and a type that is none', () => {
    const definition = aDefinition({
      '  pozo:\n': '  pozo:\n    unmapped: [usuario, nombr]\n',
      'nombre: text': 'nombre: { source: nombr, type: text, sourceType: text not null }',
    })

    expect(faultsOf({ 'a.yaml': definition })).toMatchObject([
      {
        path: 'tables.pozo.unmapped[1]',
        reason: 'column nombre has it as its source; take it out of one or the other',
      },
      { path: 'tables.pozo.columns.nombre.sourceType' },
    ])
  })

  it('refuses a type of the source in a derived table, which has none', () => {
    const definition = `${aDefinition()}derived:
  pozos:
    query: pozos.sql
    columns: { pozos: { type: bigint, sourceType: integer } }
    key: none
`
    expect(
      faultsOf({ 'a.yaml': definition, 'pozos.sql': 'select count(*) from pozo' }),
    ).toMatchObject([{ path: 'derived.pozos.columns.pozos.sourceType' }])
  })
})
