import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

/** What a cell is given: a formula with the value that it had when the file was saved, if it has one. */
export type SampleCell =
  | string
  | number
  | boolean
  | null
  | { readonly date: string }
  | { readonly error: string }
  | { readonly percent: number }
  | { readonly formula: string; readonly value?: string | number }

export interface SampleSheet {
  readonly name: string
  readonly rows: Iterable<readonly SampleCell[]>
  readonly isHidden?: boolean
  /** Such as `A1:F1`. */
  readonly merged?: readonly string[]
  /** Numbers of rows, counted from 1. */
  readonly hiddenRows?: ReadonlySet<number>
}

export interface SampleWorkbook {
  readonly sheets: readonly SampleSheet[]
  readonly is1904?: boolean
  /** Names for ranges, such as `{ datos: 'Hoja1!$A$3:$F$90' }`. */
  readonly names?: Readonly<Record<string, string>>
  /** Whether texts are in a part that cells share, as Excel does it, or in the cells. */
  readonly sharesTexts?: boolean
}

const styleOfDate = 1
const styleOfPercent = 2

/** Writes a workbook of Excel (.xlsx) row by row. The same workbook gives the same bytes. */
export async function writeWorkbook(path: string, workbook: SampleWorkbook): Promise<void> {
  const zip = new ZipFile()
  const options = { mtime: new Date(2024, 0, 1), mode: 0o100644 }
  const add = (name: string, text: string) => {
    zip.addBuffer(Buffer.from(text), name, options)
  }
  const strings = new Map<string, number>()
  add('[Content_Types].xml', contentTypes(workbook))
  add('_rels/.rels', relationships([['officeDocument', 'xl/workbook.xml']]))
  add('xl/workbook.xml', workbookXml(workbook))
  add(
    'xl/_rels/workbook.xml.rels',
    relationships([
      ...workbook.sheets.map(
        (_sheet, place) => ['worksheet', `worksheets/sheet${place + 1}.xml`] as const,
      ),
      ['styles', 'styles.xml'],
      ['sharedStrings', 'sharedStrings.xml'],
    ]),
  )
  add('xl/styles.xml', stylesXml)
  for (const [place, sheet] of workbook.sheets.entries()) {
    const pieces = sheetXml(sheet, workbook, strings)
    // yazl takes streams one after the other: the texts are known when the sheets are written.
    zip.addReadStreamLazy(`xl/worksheets/sheet${place + 1}.xml`, options, (done) => {
      done(null, Readable.from(inPieces(pieces)))
    })
  }
  zip.addReadStreamLazy('xl/sharedStrings.xml', options, (done) => {
    done(null, Readable.from(inPieces(stringsXml(strings))))
  })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const officeRelationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelationships = 'http://schemas.openxmlformats.org/package/2006/relationships'
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

function contentTypes({ sheets }: SampleWorkbook): string {
  const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const override = (name: string, type: string) =>
    `<Override PartName="/xl/${name}.xml" ContentType="${spreadsheet}.${type}+xml"/>`
  return `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
${override('workbook', 'sheet.main')}${override('styles', 'styles')}${override('sharedStrings', 'sharedStrings')}
${sheets.map((_sheet, place) => override(`worksheets/sheet${place + 1}`, 'worksheet')).join('')}</Types>`
}

function relationships(targets: readonly (readonly [string, string])[]): string {
  const list = targets.map(
    ([type, target], place) =>
      `<Relationship Id="rId${place + 1}" Type="${officeRelationships}/${type}" Target="${target}"/>`,
  )
  return `${head}<Relationships xmlns="${packageRelationships}">${list.join('')}</Relationships>`
}

function workbookXml({ sheets, is1904 = false, names = {} }: SampleWorkbook): string {
  const list = sheets.map(({ name, isHidden = false }, place) => {
    const state = isHidden ? ' state="hidden"' : ''
    return `<sheet name="${escape(name)}" sheetId="${place + 1}"${state} r:id="rId${place + 1}"/>`
  })
  const defined = Object.entries(names).map(
    ([name, range]) => `<definedName name="${escape(name)}">${escape(range)}</definedName>`,
  )
  return `${head}<workbook xmlns="${main}" xmlns:r="${officeRelationships}"><workbookPr${is1904 ? ' date1904="1"' : ''}/>
<sheets>${list.join('')}</sheets>${defined.length === 0 ? '' : `<definedNames>${defined.join('')}</definedNames>`}</workbook>`
}

const stylesXml = `${head}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>
<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="10" applyNumberFormat="1"/></cellXfs></styleSheet>`

function* sheetXml(
  { rows, merged = [], hiddenRows = new Set() }: SampleSheet,
  { is1904 = false, sharesTexts = true }: SampleWorkbook,
  strings: Map<string, number>,
): Generator<string> {
  yield `${head}<worksheet xmlns="${main}"><sheetData>`
  let number = 0
  for (const row of rows) {
    number += 1
    const cells = row.map((cell, place) => {
      const reference = `${lettersOf(place + 1)}${number}`
      return cellXml(cell, { reference, is1904, strings: sharesTexts ? strings : undefined })
    })
    const hidden = hiddenRows.has(number) ? ' hidden="1"' : ''
    yield `<row r="${number}"${hidden}>${cells.join('')}</row>`
  }
  const ranges = merged.map((range) => `<mergeCell ref="${range}"/>`)
  yield `</sheetData>${ranges.length === 0 ? '' : `<mergeCells count="${ranges.length}">${ranges.join('')}</mergeCells>`}</worksheet>`
}

function cellXml(
  cell: SampleCell,
  {
    reference,
    is1904,
    strings,
  }: {
    readonly reference: string
    readonly is1904: boolean
    readonly strings: Map<string, number> | undefined
  },
): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`
  if (typeof cell === 'boolean') return `<c r="${reference}" t="b"><v>${cell ? 1 : 0}</v></c>`
  if (typeof cell === 'string') {
    if (strings === undefined) {
      return `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${escape(cell)}</t></is></c>`
    }
    const place = strings.get(cell) ?? strings.size
    strings.set(cell, place)
    return `<c r="${reference}" t="s"><v>${place}</v></c>`
  }
  if ('date' in cell) {
    return `<c r="${reference}" s="${styleOfDate}"><v>${serialOf(cell.date, is1904)}</v></c>`
  }
  if ('percent' in cell)
    return `<c r="${reference}" s="${styleOfPercent}"><v>${cell.percent}</v></c>`
  if ('error' in cell) return `<c r="${reference}" t="e"><v>${escape(cell.error)}</v></c>`
  const { formula, value } = cell
  const type = typeof value === 'string' ? ' t="str"' : ''
  const stored = value === undefined ? '' : `<v>${escape(String(value))}</v>`
  return `<c r="${reference}"${type}><f>${escape(formula)}</f>${stored}</c>`
}

const dayMs = 86_400_000

// Excel counts the 29 February 1900, which there was not.
function serialOf(date: string, is1904: boolean): number {
  const ms = Date.parse(`${date.replace(' ', 'T')}${date.length > 10 ? 'Z' : 'T00:00:00Z'}`)
  if (is1904) return (ms - Date.UTC(1904, 0, 1)) / dayMs
  const serial = (ms - Date.UTC(1899, 11, 30)) / dayMs
  return serial < 61 ? serial - 1 : serial
}

function* stringsXml(strings: ReadonlyMap<string, number>): Generator<string> {
  yield `${head}<sst xmlns="${main}">`
  for (const text of strings.keys()) yield `<si><t xml:space="preserve">${escape(text)}</t></si>`
  yield '</sst>'
}

// What XML cannot hold, and what would be read as that, is written by its number.
function escape(text: string): string {
  return (
    text
      .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
      // eslint-disable-next-line no-control-regex -- these are what XML has no form for
      .replace(/[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]/gu, (character) => {
        const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
        return `_x${code}_`
      })
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
  )
}

function lettersOf(column: number): string {
  let letters = ''
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return letters
}

const pieceCharacters = 64 * 1024

function* inPieces(texts: Iterable<string>): Generator<Buffer> {
  let piece = ''
  for (const text of texts) {
    piece += text
    if (piece.length < pieceCharacters) continue
    yield Buffer.from(piece)
    piece = ''
  }
  yield Buffer.from(piece)
}
