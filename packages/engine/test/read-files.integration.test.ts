import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Column, Dataset, SourceTable } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import { createCsvSource, openPlace, type Source } from '@aaps-data/sources'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { aDataset, createSyncWorld, noGuards, type SyncWorld } from './sync-world.ts'

const anHourAgo = new Date(Date.now() - 3_600_000)

describe('runSync over files', () => {
  let world: SyncWorld
  let folder: string
  let source: Source
  let counter = 0

  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'read-files-'))
    source = createCsvSource({
      name: 'pozos',
      place: openPlace(pathToFileURL(folder).href, 'pozos'),
    })
  })
  afterEach(async () => {
    await source.close()
    await rm(folder, { recursive: true })
  })

  const put = async (text: string | Buffer, name = 'pozos.csv') => {
    const path = join(folder, name)
    await writeFile(path, text)
    await utimes(path, anHourAgo, anHourAgo)
  }
  const prepare = async (
    columns: readonly Column[],
    more: Partial<Dataset> = {},
    table: Partial<SourceTable> = {},
  ) => {
    const name = `pozos_${counter++}`
    const dataset: Dataset = {
      ...aDataset(name, [
        {
          kind: 'source',
          name,
          source: {
            kind: 'csv',
            file: 'pozos*.csv',
            encoding: undefined,
            delimiter: undefined,
            quote: '"',
            numbers: { decimal: ',', thousands: '.' },
          },
          columns,
          key: ['id'],
          references: [],
          guards: noGuards,
          ...table,
        },
      ]),
      drift: 'fail',
      ...more,
    }
    await world.migrate(dataset)
    return { name, dataset }
  }
  const id: Column = { name: 'id', source: 'N°', type: 'integer', nullable: false }
  const nombre: Column = { name: 'nombre', source: 'Nombre', type: 'text', nullable: true }
  const caudal: Column = { name: 'caudal', source: 'Caudal (l/s)', type: 'numeric', nullable: true }
  const fecha: Column = {
    name: 'fecha',
    source: 'Fecha',
    type: 'date',
    nullable: true,
    reading: { formats: ['DD/MM/YYYY'], timeZone: undefined, words: undefined },
  }
  const rowsOf = (name: string) => world.inTarget(`select * from datos.${name} order by id`)
  const failureOf = async (dataset: Dataset): Promise<SyncError> => {
    const error = await world.run({ dataset, source }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SyncError)
    return error as SyncError
  }

  it('carries the rows of a file as its definition says that they are written', async () => {
    const { name, dataset } = await prepare([id, nombre, caudal, fecha])
    await put(
      'Registro de pozos;;;\r\n\r\nn°; NOMBRE ;Caudal (l/s);Fecha\r\n' +
        '1;"Peña ""Alta""; norte";1.234,50;31/12/2023\r\n2;;,5;2024-02-29\r\n3;"dos\nlíneas";;\r\n',
    )

    const receipt = await world.run({ dataset, source })

    expect(await rowsOf(name)).toEqual([
      { id: 1, nombre: 'Peña "Alta"; norte', caudal: '1234.50', fecha: new Date(2023, 11, 31) },
      { id: 2, nombre: null, caudal: '0.5', fecha: new Date(2024, 1, 29) },
      { id: 3, nombre: 'dos\nlíneas', caudal: null, fecha: null },
    ])
    expect(receipt.snapshot.id).toMatch(/^[0-9a-f]{64}$/)
    expect(receipt.notices).toEqual([
      {
        code: 'FILE_READ_AS',
        table: name,
        details: { file: 'pozos.csv', encoding: 'utf-8', delimiter: ';' },
      },
    ])
  })

  it('ends as unchanged for the same file, also under another name', async () => {
    const { dataset } = await prepare([id, nombre], { fingerprint: true })
    await put('N°,Nombre\n1,a\n')
    await world.run({ dataset, source })
    await world.run({ dataset, source })

    await put('N°,Nombre\n1,a\n', 'pozos (2).csv')
    const receipt = await world.run({ dataset, source })

    expect(receipt).toMatchObject({ mode: 'fingerprint', tables: [{ read: 'none', unchanged: 1 }] })
  })

  it('rejects what cannot be carried over by its file, line and value', async () => {
    const { name, dataset } = await prepare([id, nombre, caudal, fecha], {}, { maxRejects: 5 })
    await put(
      Buffer.concat([
        Buffer.from('N°,Nombre,Caudal (l/s),Fecha\n1,a,"1,5",31/02/2024\n2,b\n"3"x,c,,\n4,d,uno,'),
        Buffer.from('01/01/2024\n,e,,\n6,f,,\n'),
      ]),
    )

    await world.run({ dataset, source })

    const rejects = await world.inTarget(
      `select column_name, rule, value, place from sync.rejects where dataset = '${name}'
       order by (place ->> 'line')::integer`,
    )
    expect(rejects).toEqual([
      { column_name: 'fecha', rule: 'type', value: '31/02/2024', place: at(2) },
      { column_name: null, rule: 'fields', value: '2', place: at(3) },
      { column_name: null, rule: 'quotes', value: null, place: at(4) },
      { column_name: 'caudal', rule: 'type', value: 'uno', place: at(5) },
      { column_name: 'id', rule: 'key', value: null, place: at(6) },
    ])
    expect(await rowsOf(name)).toMatchObject([{ id: 6, nombre: 'f' }])
  })
  const at = (line: number) => ({ file: 'pozos.csv', line })

  it('rejects a date in a form that is not declared, though PostgreSQL would read it', async () => {
    const anyDate: Column = { name: 'fecha', source: 'Fecha', type: 'date', nullable: true }
    const { name, dataset } = await prepare([id, anyDate], {}, { maxRejects: 1 })
    await put('N°;Fecha\n1;20240403\n2;2024-04-03\n')

    await world.run({ dataset, source })

    expect(await rowsOf(name)).toEqual([{ id: 2, fecha: new Date(2024, 3, 3) }])
  })

  it('rejects the lines that are not in the encoding that is declared, and no others', async () => {
    const { name, dataset } = await prepare([id, nombre], {}, { maxRejects: 1 })
    const [table] = dataset.tables
    const declared = {
      ...dataset,
      tables: [{ ...table, source: { ...(table as SourceTable).source, encoding: 'utf-8' } }],
    } as Dataset
    await put(Buffer.from('N°,Nombre\n1,Ñuflo\n', 'utf8'))
    await world.run({ dataset: declared, source })
    await put(
      Buffer.concat([Buffer.from('N°,Nombre\n1,Ñuflo\n', 'utf8'), Buffer.from('2,Ñ\n', 'latin1')]),
    )

    const receipt = await world.run({ dataset: declared, source })

    expect(receipt.tables).toMatchObject([{ rejected: 1, unchanged: 1 }])
    expect(await rowsOf(name)).toEqual([{ id: 1, nombre: 'Ñuflo' }])
  })

  it('takes a file that is not UTF-8 for windows-1252', async () => {
    const { name, dataset } = await prepare([id, nombre])
    await put(Buffer.from('N\xb0;Nombre\n1;Pe\xf1a \x80\n', 'latin1'))

    await world.run({ dataset, source })

    expect(await rowsOf(name)).toEqual([{ id: 1, nombre: 'Peña €' }])
  })

  it('changes nothing when a row is rejected and none is tolerated', async () => {
    const { name, dataset } = await prepare([id, caudal])
    await put('N°;Caudal (l/s)\n1;1\n')
    await world.run({ dataset, source })
    await put('N°;Caudal (l/s)\n1;2\n2;x\n')

    const error = await failureOf(dataset)

    expect(error.code).toBe('VALUE_NOT_CARRIED')
    expect(error.details).toMatchObject({
      column: 'caudal',
      examples: [{ place: { file: 'pozos.csv', line: 3 }, value: 'x' }],
    })
    expect(await rowsOf(name)).toEqual([{ id: 1, caudal: '1' }])
  })

  it.each([
    ['no file', undefined, 'SOURCE_FILE_MISSING', {}],
    ['no titles', 'a;b\n1;2\n', 'SOURCE_FILE_INVALID', { reason: 'no titles' }],
    ['titles twice', 'N°;Nombre;N°\n', 'SOURCE_FILE_INVALID', { titles: ['N°'] }],
    ['an open quote', 'N°;Nombre\n1;"a\n2;b\n', 'SOURCE_FILE_INVALID', { line: 2 }],
    ['a workbook', 'PK\x03\x04\0\0\0', 'SOURCE_FILE_INVALID', { reason: 'binary' }],
    ['one column less', 'N°\n1\n', 'SOURCE_COLUMN_MISSING', {}],
    ['one column more', 'N°;Nombre;Otra\n1;a;b\n', 'SOURCE_COLUMN_NEW', {}],
  ])('refuses a folder with %s', async (_what, text, code, details) => {
    const { dataset } = await prepare([id, nombre])
    if (text !== undefined) await put(text)

    const error = await failureOf(dataset)

    expect(error.code).toBe(code)
    expect(error.details).toMatchObject(details)
  })
})
