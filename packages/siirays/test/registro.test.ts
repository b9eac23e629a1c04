import { describe, expect, it } from '@jest/globals'
import { loadCatalog } from '@aaps-data/catalog'
import { datasetsDirectory } from '../src/index.ts'
import { sampleTables } from '../src/sample/sample-tables.ts'

const registro = loadCatalog(datasetsDirectory).get('registro')
const tables = registro?.tables ?? []

describe('dataset registro', () => {
  it('has every table of SIIRAyS and the documents', () => {
    expect(tables.map(({ name }) => name).sort()).toEqual(
      [...sampleTables.map(({ name }) => name), 'epsa_documento'].sort(),
    )
  })

  it('runs every quarter of an hour and is late after one hour', () => {
    expect(registro?.schedule).toMatchObject({ cron: '*/15 * * * *', timeZone: 'America/La_Paz' })
    expect(registro?.freshnessLimitMinutes).toBe(60)
  })

  it('corrects the names that SIIRAyS misspells, and no others', () => {
    const renamed = tables
      .filter((table) => table.kind === 'source')
      .flatMap(({ columns }) => columns)
      .filter(({ name, source }) => name !== source)
      .map(({ name, source }) => [source, name])

    expect(renamed).toEqual([
      ['descripcion_fuente_financiamien', 'descripcion_fuente_financiamiento'],
      ['numero_conexions_as', 'numero_conexiones_as'],
    ])
  })
})
