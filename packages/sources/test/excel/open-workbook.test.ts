import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { writeWorkbook, type SampleCell, type SampleWorkbook } from '@aaps-data/siirays'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isDeepStrictEqual } from 'node:util'
import { ZipFile } from 'yazl'
import { openWorkbook } from '../../src/excel/open-workbook.ts'
import { timeOfSerial } from '../../src/excel/serial-time.ts'
import type { CellValue, SheetRow } from '../../src/excel/sheet-row.ts'
import { WorkbookError } from '../../src/excel/workbook-error.ts'
import { createRandom } from './seeded-random.ts'

describe('openWorkbook', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workbook-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const write = async (workbook: SampleWorkbook) => {
    const path = join(folder, randomUUID())
    await writeWorkbook(path, workbook)
    return path
  }
  /** A workbook of parts that are written by hand; a sheet is what stands in its `sheetData`. */
  const pack = async (parts: Readonly<Record<string, string>>) => {
    const zip = new ZipFile()
    const all = { ...plainParts, ...parts }
    for (const [name, text] of Object.entries(all)) zip.addBuffer(Buffer.from(text), name)
    zip.end()
    const path = join(folder, randomUUID())
    await pipeline(zip.outputStream, createWriteStream(path))
    return path
  }
  const packSheet = (data: string) =>
    pack({ 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${data}</sheetData></worksheet>` })
  const readAll = async (path: string, sheet?: string): Promise<SheetRow[]> => {
    const workbook = await openWorkbook(path)
    try {
      const rows: SheetRow[] = []
      const name = sheet ?? workbook.sheets[0]?.name ?? ''
      for await (const read of workbook.rows(name)) rows.push(...read)
      return rows
    } finally {
      workbook.close()
    }
  }
  const cellsOf = async (path: string) =>
    (await readAll(path)).map(({ number, cells }) => [number, Object.fromEntries(cells)])
  const failureOf = async (work: Promise<unknown>): Promise<WorkbookError> => {
    const error = await work.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(WorkbookError)
    return error as WorkbookError
  }

  it('reads every kind of cell as the file has it', async () => {
    const path = await write({
      sheets: [
        {
          name: 'Hoja1',
          rows: [
            ['Ñuflo & <Cía>', 1.5, true, null, { date: '2024-02-29' }],
            [
              { error: '#N/A' },
              { percent: 0.455 },
              { formula: 'A1&1', value: 'x' },
              { formula: '1+1' },
            ],
          ],
        },
      ],
    })

    expect(await cellsOf(path)).toEqual([
      [
        1,
        {
          1: { kind: 'text', text: 'Ñuflo & <Cía>' },
          2: { kind: 'number', text: '1.5' },
          3: { kind: 'boolean', text: 'true' },
          5: { kind: 'date', text: '45351' },
        },
      ],
      [
        2,
        {
          1: { kind: 'error', text: '#N/A' },
          2: { kind: 'number', text: '0.455' },
          3: { kind: 'text', text: 'x' },
          4: { kind: 'uncomputed', text: '=1+1' },
        },
      ],
    ])
  })

  it('reads back every table that was written', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom('_', 'x', '0', 'D', '\r', '\n', '\t', ' ', '<', '&') }),
    )
    const day = fc.date({
      min: new Date('1904-01-02'),
      max: new Date('9999-12-30'),
      noInvalidDate: true,
    })
    const cell = fc.oneof<fc.Arbitrary<SampleCell>[]>(
      text.filter((value) => !/\p{Surrogate}/u.test(value)),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      fc.boolean(),
      fc.constant(null),
      day.map((at) => ({ date: at.toISOString().slice(0, 10) })),
      fc.constantFrom('#N/A', '#REF!', '#DIV/0!').map((error) => ({ error })),
    )
    const rows = fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), fc.boolean(), async (written, is1904, sharesTexts) => {
        const path = await write({ sheets: [{ name: 'A', rows: written }], is1904, sharesTexts })
        const read = new Map((await readAll(path)).map(({ number, cells }) => [number, cells]))
        await rm(path)
        const expected = written.map((row) => row.map((each) => shownCell(each)))
        const found = written.map((row, place) =>
          row.map((_cell, column) => readCell(read.get(place + 1)?.get(column + 1), is1904)),
        )
        expect(found).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })
  const shownCell = (cell: SampleCell) => {
    if (cell === null || typeof cell !== 'object') return cell
    return 'date' in cell ? `${cell.date} 00:00:00.000` : 'error' in cell ? cell.error : undefined
  }
  const readCell = (cell: CellValue | undefined, is1904: boolean) => {
    if (cell === undefined) return null
    if (cell.kind === 'number') return Number(cell.text)
    if (cell.kind === 'boolean') return cell.text === 'true'
    if (cell.kind === 'date') return timeOfSerial(Number(cell.text), is1904 ? 1904 : 1900)
    return cell.text
  }

  it('reads what other programs write in other ways', async () => {
    const path = await pack({
      'xl/worksheets/sheet1.xml': `<x:worksheet xmlns:x="urn:x"><x:sheetData>
        <x:row><x:c t="inlineStr"><x:is><x:r><x:t>dos </x:t></x:r><x:r><x:t>partes</x:t></x:r></x:is></x:c>
        <x:c t="s"><x:v>0</x:v></x:c></x:row>
        <x:row r="5" hidden="1"><x:c r="C5" t="str"><x:v>a_x000D_b_x005F_x0041_</x:v></x:c><x:c r="E5"><x:v/></x:c></x:row>
        </x:sheetData></x:worksheet>`,
      'xl/sharedStrings.xml': `<sst><si><t xml:space="preserve"> con</t><rPh><t>fonética</t></rPh><t> blancos </t></si></sst>`,
    })

    const rows = await readAll(path)

    expect(rows.map(({ number, isHidden }) => [number, isHidden])).toEqual([
      [1, false],
      [5, true],
    ])
    expect(rows.map(({ cells }) => Object.fromEntries(cells))).toEqual([
      { 1: { kind: 'text', text: 'dos partes' }, 2: { kind: 'text', text: ' con blancos ' } },
      { 3: { kind: 'text', text: 'a\rb_x0041_' } },
    ])
  })

  it('tells sheets, names, tables and merged cells', async () => {
    const path = await write({
      sheets: [
        { name: 'Datos 2024', rows: [['a']], merged: ['A1:C1', 'B2:B4'] },
        { name: 'Oculta', rows: [], isHidden: true },
      ],
      names: { datos: "'Datos 2024'!$A$1:$C$9", suma: 'SUM(A1)' },
    })
    const workbook = await openWorkbook(path)

    expect(workbook.sheets.map(({ name, isHidden }) => [name, isHidden])).toEqual([
      ['Datos 2024', false],
      ['Oculta', true],
    ])
    expect(workbook.rangeOfName('DATOS')).toEqual({
      sheet: 'Datos 2024',
      range: { firstRow: 1, lastRow: 9, firstColumn: 1, lastColumn: 3 },
    })
    expect(workbook.rangeOfName('suma')).toBeUndefined()
    expect(await workbook.mergedRanges('Datos 2024')).toEqual([
      { firstRow: 1, lastRow: 1, firstColumn: 1, lastColumn: 3 },
      { firstRow: 2, lastRow: 4, firstColumn: 2, lastColumn: 2 },
    ])
    workbook.close()
  })

  it('finds a table of Excel without its row of totals', async () => {
    const path = await pack({
      'xl/worksheets/_rels/sheet1.xml.rels': `<Relationships><Relationship Id="r1" Type="x/table" Target="../tables/table1.xml"/></Relationships>`,
      'xl/tables/table1.xml': `<table displayName="Pozos" ref="B3:D9" totalsRowCount="1"/>`,
    })
    const workbook = await openWorkbook(path)

    expect(await workbook.rangeOfTable('pozos')).toEqual({
      sheet: 'Hoja1',
      range: { firstRow: 3, lastRow: 8, firstColumn: 2, lastColumn: 4 },
    })
    workbook.close()
  })

  it.each([
    ['a text', Buffer.from('N°;Nombre'), 'no workbook'],
    ['an .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'xls'],
    [
      'one with a password',
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.from('EncryptedPackage', 'utf16le'),
      ]),
      'encrypted',
    ],
    ['half a zip', Buffer.from('PK\x03\x04 and no more'), 'damaged'],
  ])('refuses %s', async (_what, bytes, fault) => {
    const path = join(folder, randomUUID())
    await writeFile(path, bytes)

    expect(await failureOf(openWorkbook(path))).toMatchObject({ fault })
  })

  it.each([
    ['another zip', { '_rels/.rels': '<Relationships/>' }, 'no workbook'],
    [
      'a sheet that is cut',
      { 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row>' },
      'damaged',
    ],
    [
      'entities',
      { 'xl/worksheets/sheet1.xml': '<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>' },
      'hostile',
    ],
    ['deep nesting', { 'xl/worksheets/sheet1.xml': '<a>'.repeat(200) }, 'hostile'],
    [
      'many times the same',
      { 'xl/worksheets/sheet1.xml': `<worksheet>${' '.repeat(60_000_000)}` },
      'too large',
    ],
  ])('refuses %s', async (_what, parts, fault) => {
    const path = await pack(parts)

    expect(await failureOf(readAll(path))).toMatchObject({ fault })
  })

  it.each([
    '<row r="2"/><row r="1"/>',
    '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
    '<row r="1"><c r="XFE1"><v>1</v></c></row>',
    '<row r="1048577"/>',
    '<row r="1"><c t="s"><v>7</v></c></row>',
    '<row r="1"><c><v>1x</v></c></row>',
    '<row r="1"><c t="q"><v>1</v></c></row>',
  ])('refuses a sheet with %s', async (data) => {
    expect(await failureOf(readAll(await packSheet(data)))).toMatchObject({ fault: 'damaged' })
  })

  it('refuses an OpenDocument sheet', async () => {
    const zip = new ZipFile()
    zip.addBuffer(Buffer.from('application/vnd.oasis.opendocument.spreadsheet'), 'mimetype')
    zip.end()
    const path = join(folder, randomUUID())
    await pipeline(zip.outputStream, createWriteStream(path))

    expect(await failureOf(openWorkbook(path))).toMatchObject({ fault: 'ods' })
  })

  it('ends with rows or its error on a file that was damaged anywhere', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => [n, `texto ${n}`, { date: '2024-01-01' }])
    const whole = await readFile(await write({ sheets: [{ name: 'A', rows }] }))
    const path = join(folder, randomUUID())
    await writeFile(path, whole)
    const asWritten = await cellsOf(path)
    const random = createRandom(20_240_229)
    const outcomes = new Set<string>()
    for (let round = 0; round < 400; round += 1) {
      const bytes = Buffer.from(whole)
      if (round % 4 === 0) await writeFile(path, bytes.subarray(0, random(bytes.length)))
      else {
        for (let flips = 1 + random(4); flips > 0; flips -= 1) {
          const at = random(bytes.length)
          bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
        }
        await writeFile(path, bytes)
      }
      const outcome = await cellsOf(path).then(
        (read) => (isDeepStrictEqual(read, asWritten) ? 'the same rows' : 'other rows'),
        (error: unknown) => (error instanceof WorkbookError ? error.fault : String(error)),
      )
      outcomes.add(outcome)
    }

    expect([...outcomes].sort()).toEqual(['damaged', 'no sheet', 'no workbook', 'the same rows'])
  }, 60_000)
})

const plainParts = {
  '[Content_Types].xml': '<Types/>',
  '_rels/.rels':
    '<Relationships><Relationship Id="r1" Type="a/officeDocument" Target="xl/workbook.xml"/></Relationships>',
  'xl/workbook.xml':
    '<workbook xmlns:r="r"><sheets><sheet name="Hoja1" r:id="r1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="r1" Type="a/worksheet" Target="/xl/worksheets/sheet1.xml"/><Relationship Id="r2" Type="a/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
  'xl/worksheets/sheet1.xml': '<worksheet><sheetData/></worksheet>',
}
