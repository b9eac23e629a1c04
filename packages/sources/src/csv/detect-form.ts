import type { CsvPart, SourceTable, TextEncoding } from '@aaps-data/catalog'
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { findTitleRow, findTitles, type TitledColumns } from '../files/titles.ts'
import { decodeFile } from './decode-file.ts'
import { fieldText } from './field-text.ts'
import { RecordScanner, UnclosedQuoteError, type CsvForm } from './scan-records.ts'

/** How a CSV file is written, declared or found out, and where a table's columns are in it. */
export interface FoundForm extends CsvForm {
  readonly encoding: TextEncoding
  /** The line with the titles. */
  readonly titleLine: number
  readonly columns: TitledColumns
  /** What of it was not declared. */
  readonly detected: readonly ('encoding' | 'delimiter')[]
}

/** Why a file is not taken for a CSV file. */
export type FormFault = 'utf-16' | 'binary' | 'no titles' | 'titles twice'

export class CsvFormError extends Error {
  override readonly name = 'CsvFormError'
  readonly fault: FormFault
  readonly titles: readonly string[]

  constructor(fault: FormFault, titles: readonly string[] = []) {
    super(`The file is no CSV file that can be read: ${fault}`)
    this.fault = fault
    this.titles = titles
  }
}

const delimiters = [';', ',', '\t', '|']
const headBytes = 256 * 1024
const mostRowsAboveTitles = 100

/**
 * Finds out what a part does not declare: the encoding by reading the whole file, which is UTF-8 if
 * all of it can be; the delimiter by which of them yields the most of the table's titles. Throws
 * `CsvFormError`.
 */
export async function detectForm(
  path: string,
  {
    part,
    table,
    signal,
  }: { readonly part: CsvPart; readonly table: SourceTable; readonly signal: AbortSignal },
): Promise<FoundForm> {
  await requireText(path)
  const encoding = part.encoding ?? ((await isAllUtf8(path, signal)) ? 'utf-8' : 'windows-1252')
  const head = await readHead(path, { encoding, signal })
  const { quote } = part
  const tried = (part.delimiter === undefined ? delimiters : [part.delimiter]).map((delimiter) => {
    const rows = firstRows(head, { delimiter, quote })
    const place = findTitleRow(
      table,
      rows.map(({ fields }) => fields),
    )
    const row = place === undefined ? undefined : rows[place]
    return { delimiter, row, columns: findTitles(table, row?.fields ?? []) }
  })
  const best = tried.reduce((one, other) =>
    foundTitles(other.columns) > foundTitles(one.columns) ? other : one,
  )
  const { delimiter, row, columns } = best
  if (row === undefined) {
    throw new CsvFormError(
      'no titles',
      table.columns.map(({ source }) => source),
    )
  }
  if (columns.doubled.length > 0) throw new CsvFormError('titles twice', columns.doubled)
  return {
    encoding,
    delimiter,
    quote,
    titleLine: row.line,
    columns,
    detected: [
      ...(part.encoding === undefined ? (['encoding'] as const) : []),
      ...(part.delimiter === undefined ? (['delimiter'] as const) : []),
    ],
  }
}

function foundTitles({ positions }: TitledColumns): number {
  return positions.filter((position) => position !== undefined).length
}

async function requireText(path: string): Promise<void> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4_096), 0, 4_096, 0)
    const head = buffer.subarray(0, bytesRead)
    const mark = head.subarray(0, 2).toString('hex')
    if (mark === 'fffe' || mark === 'feff') throw new CsvFormError('utf-16')
    if (head.includes(0)) throw new CsvFormError('binary')
  } finally {
    await file.close()
  }
}

async function isAllUtf8(path: string, signal: AbortSignal): Promise<boolean> {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { highWaterMark: headBytes, signal })) {
    const bytes = Buffer.concat([rest, chunk as Buffer])
    const end = lastWholeCharacter(bytes)
    if (!isUtf8(bytes.subarray(0, end))) return false
    rest = bytes.subarray(end)
  }
  return rest.length === 0
}

/** Where the last character of UTF-8 ends that is not cut. */
export function lastWholeCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return back < needed ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}

async function readHead(
  path: string,
  options: { readonly encoding: TextEncoding; readonly signal: AbortSignal },
): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of decodeFile(path, options)) {
    pieces.push(piece)
    length += piece.length
    if (length >= headBytes) break
  }
  return Buffer.concat(pieces)
}

function firstRows(
  head: Buffer,
  form: CsvForm,
): readonly { readonly line: number; readonly fields: readonly string[] }[] {
  const rows: { line: number; fields: readonly string[] }[] = []
  try {
    new RecordScanner(form).scan(head, true, (record) => {
      const fields = Array.from({ length: record.fields }, (_, field) =>
        fieldText(head, record, { field, quote: form.quote }),
      )
      return rows.push({ line: record.line, fields }) < mostRowsAboveTitles
    })
  } catch (error) {
    // The head may end within a field, and with another delimiter a quote means nothing.
    if (!(error instanceof UnclosedQuoteError)) throw error
  }
  return rows
}
