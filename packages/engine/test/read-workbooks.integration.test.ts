import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Column, Dataset, SourceTable } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import { writeWorkbook, type SampleWorkbook } from '@aaps-data/siirays'
import { createExcelSource, openPlace, type Source } from '@aaps-data/sources'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { aDataset, createSyncWorld, noGuards, type SyncWorld } from './sync-world.ts'

const anHourAgo = new Date(Date.now() - 3_600_000)
type ExcelPart = Extract<SourceTable['source'], { kind: 'excel' }>

const id: Column = { name: 'id', source: 'N°', type: 'integer', nullable: false }
const titular: Column = { name: 'titular', source: 'Titular', type: 'text', nullable: true }
const caudal: Column = { name: 'caudal', source: 'Caudal (l/s)', type: 'numeric', nullable: true }
const fecha: Column = {
  name: 'fecha',
  source: 'Fecha',
  type: 'date',
  nullable: true,
  reading: { formats: ['DD/MM/YYYY'], timeZone: undefined, words: undefined },
}

describe('runSync over workbooks', () => {
  let world: SyncWorld
  let folder: string
  let source: Source
  let counter = 0

  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'read-workbooks-'))
    source = createExcelSource({
      name: 'sarh',
      place: openPlace(pathToFileURL(folder).href, 'sarh'),
    })
  })
  afterEach(async () => {
    await source.close()
    await rm(folder, { recursive: true })
  })

  const put = async (workbook: SampleWorkbook) => {
    const path = join(folder, 'sarh.xlsx')
    await writeWorkbook(path, workbook)
    await utimes(path, anHourAgo, anHourAgo)
  }
  const prepare = async (
    part: Partial<ExcelPart> = {},
    columns: readonly Column[] = [id, titular, caudal, fecha],
    maxRejects = 0,
  ) => {
    const name = `sarh_${counter++}`
    const whole: ExcelPart = {
      kind: 'excel',
      file: 'sarh*.xlsx',
      sheet: undefined,
      range: undefined,
      table: undefined,
      merged: 'first',
      hiddenRows: 'read',
      foot: undefined,
      numbers: { decimal: ',', thousands: '.' },
      ...part,
    }
    const table = { kind: 'source', name, source: whole, columns, key: ['id'] } as const
    const dataset: Dataset = {
      ...aDataset(name, [{ ...table, references: [], guards: noGuards, maxRejects }]),
      drift: 'fail',
    }
    await world.migrate(dataset)
    return { name, dataset }
  }
  const rowsOf = (name: string) =>
    world.inTarget(`select *, fecha::text from datos.${name} order by id`)
  const failureOf = async (dataset: Dataset): Promise<SyncError> => {
    const error = await world.run({ dataset, source }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SyncError)
    return error as SyncError
  }

  it('carries a sheet as people make it', async () => {
    const { name, dataset } = await prepare({ foot: 'total' })
    await put({
      sheets: [
        {
          name: 'Hoja1',
          merged: ['A1:D1'],
          rows: [
            ['SISTEMAS DE AUTOABASTECIMIENTO'],
            [],
            [' n° ', 'TITULAR', 'Caudal  (l/s)', 'Fecha'],
            [1, 'Peña', 1.25, { date: '2024-02-29' }],
            [],
            ['2', 'Total Ñuflo', '1.234,50', '31/12/2023'],
            [3, '', { formula: 'C4*2', value: 2.5 }, null],
            [null, '  ', null, null],
            ['TOTAL', null, 1238.25],
            [4, 'Nota al pie', 0, null],
          ],
        },
        { name: 'Notas', rows: [['x']], isHidden: true },
      ],
    })

    await world.run({ dataset, source })

    expect(await rowsOf(name)).toEqual([
      { id: 1, titular: 'Peña', caudal: '1.25', fecha: '2024-02-29' },
      { id: 2, titular: 'Total Ñuflo', caudal: '1234.50', fecha: '2023-12-31' },
      { id: 3, titular: null, caudal: '2.5', fecha: null },
    ])
  })

  it('rejects what cannot be carried over by its cell', async () => {
    const { name, dataset } = await prepare({}, undefined, 9)
    await put({
      sheets: [
        {
          name: 'Hoja1',
          rows: [
            ['Nota', 'N°', 'Titular', 'Caudal (l/s)', 'Fecha'].slice(1),
            [1, 'a', { error: '#N/A' }, { date: '2024-01-01 12:00:00' }],
            [2, 'b', { formula: 'C2' }, 45_000],
            [3, 'c', { date: '2024-01-01' }, '2024/01/31'],
            [null, 'd'],
            [5.5, 'e'],
            [6, 'f', 7],
          ],
        },
      ],
    })

    await world.run({ dataset, source })

    const rejects = await world.inTarget(
      `select column_name, rule, value, place from sync.rejects where dataset = '${name}'
       order by place ->> 'row', right(place ->> 'cell', 1), column_name`,
    )
    const at = (cell: string) => ({ file: 'sarh.xlsx', sheet: 'Hoja1', cell })
    expect(rejects).toEqual([
      { column_name: 'caudal', rule: 'cell', value: '#N/A', place: at('C2') },
      { column_name: 'fecha', rule: 'type', value: '2024-01-01 12:00:00', place: at('D2') },
      { column_name: 'caudal', rule: 'cell', value: '=C2', place: at('C3') },
      { column_name: 'fecha', rule: 'type', value: '45000', place: at('D3') },
      { column_name: 'caudal', rule: 'type', value: '2024-01-01', place: at('C4') },
      { column_name: 'fecha', rule: 'type', value: '2024/01/31', place: at('D4') },
      { column_name: 'id', rule: 'key', value: null, place: at('A5') },
      { column_name: 'id', rule: 'type', value: '5.5', place: at('A6') },
    ])
    expect(await rowsOf(name)).toMatchObject([{ id: 6, caudal: '7' }])
  })

  it('reads a part of a sheet, fills merged cells and passes hidden rows over', async () => {
    const { name, dataset } = await prepare({
      sheet: 'hoja2',
      range: 'B2:E7',
      merged: 'fill',
      hiddenRows: 'skip',
    })
    await put({
      sheets: [
        { name: 'Hoja1', rows: [] },
        {
          name: 'Hoja2',
          merged: ['C3:C5', 'E3:E4'],
          hiddenRows: new Set([6]),
          rows: [
            ['N°', 'N°'],
            [null, 'N°', 'Titular', 'Caudal (l/s)', 'Fecha'],
            [null, 1, 'Cooperativa', 1, { date: '2024-01-01' }],
            [null, 2, null, 2, null],
            [null, 3, null, 3, null],
            [null, 4, 'oculta', 4, null],
            [null, 5, 'otra', 5, null],
            [null, 6, 'fuera', 6, null],
          ],
        },
      ],
    })

    await world.run({ dataset, source })

    expect(await rowsOf(name)).toEqual([
      { id: 1, titular: 'Cooperativa', caudal: '1', fecha: '2024-01-01' },
      { id: 2, titular: 'Cooperativa', caudal: '2', fecha: '2024-01-01' },
      { id: 3, titular: 'Cooperativa', caudal: '3', fecha: null },
      { id: 5, titular: 'otra', caudal: '5', fecha: null },
    ])
  })

  it('carries numbers as Excel means them, with every digit', async () => {
    const { name, dataset } = await prepare({}, [id, caudal, titular, fecha])
    await put({
      sheets: [
        {
          name: 'A',
          rows: [
            ['N°', 'Caudal (l/s)', 'Titular', 'Fecha'],
            [1, 45.3, 12345678901, null],
            [2, 1e21, true, null],
            [3, 1e-7, { date: '2024-01-01' }, null],
          ],
        },
      ],
    })

    await world.run({ dataset, source })

    expect(await rowsOf(name)).toMatchObject([
      { caudal: '45.3', titular: '12345678901' },
      { caudal: '1000000000000000000000', titular: 'true' },
      { caudal: '0.0000001', titular: '2024-01-01' },
    ])
  })

  it.each<readonly [string, Partial<ExcelPart>, SampleWorkbook, object]>([
    [
      'several sheets and no name',
      {},
      {
        sheets: [
          { name: 'A', rows: [] },
          { name: 'B', rows: [] },
        ],
      },
      { reason: 'several sheets', sheets: ['A', 'B'] },
    ],
    [
      'no sheet of that name',
      { sheet: 'C' },
      { sheets: [{ name: 'A', rows: [] }] },
      { reason: 'no sheet', sheet: 'C', sheets: ['A'] },
    ],
    [
      'no titles',
      {},
      { sheets: [{ name: 'A', rows: [['a', 'b']] }] },
      { reason: 'no titles', titles: ['N°', 'Titular', 'Caudal (l/s)', 'Fecha'] },
    ],
    [
      'titles twice',
      {},
      { sheets: [{ name: 'A', rows: [['N°', 'n°', 'Titular']] }] },
      { reason: 'titles twice', titles: ['N°'] },
    ],
    [
      'no range of that name',
      { range: 'datos' },
      { sheets: [{ name: 'A', rows: [] }] },
      { reason: 'no range', range: 'datos' },
    ],
    [
      'no table of that name',
      { table: 'datos' },
      { sheets: [{ name: 'A', rows: [] }] },
      { reason: 'no range', table: 'datos' },
    ],
  ])('refuses a workbook with %s', async (_what, part, workbook, details) => {
    const { dataset } = await prepare(part)
    await put(workbook)

    const error = await failureOf(dataset)

    expect(error.code).toBe('SOURCE_FILE_INVALID')
    expect(error.details).toMatchObject({ file: 'sarh.xlsx', ...details })
  })

  it('refuses what is no workbook, whatever its name', async () => {
    const { dataset } = await prepare()
    await writeFile(join(folder, 'sarh.xlsx'), 'N°;Titular\n1;a\n')
    await utimes(join(folder, 'sarh.xlsx'), anHourAgo, anHourAgo)

    expect(await failureOf(dataset)).toMatchObject({
      code: 'SOURCE_FILE_INVALID',
      details: { reason: 'no workbook' },
    })
  })
})
