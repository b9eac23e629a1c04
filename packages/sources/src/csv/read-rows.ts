import type { SourceTable } from '@aaps-data/catalog'
import { isUtf8 } from 'node:buffer'
import type { ColumnCoder } from '../encode/column-coder.ts'
import { CopyRows } from '../encode/copy-rows.ts'
import type { RowFault } from '../source.ts'
import { decodeFile } from './decode-file.ts'
import { lastWholeCharacter, type FoundForm } from './detect-form.ts'
import { fieldText } from './field-text.ts'
import { isPlainDate, isPlainNumber, isPlainTimestamp, type IsPlain } from './plain-bytes.ts'
import { RecordScanner, UnclosedQuoteError, type ScannedRecord } from './scan-records.ts'

const longestRecordBytes = 8 * 1024 * 1024

/**
 * Reads the rows of a table out of a CSV file, as COPY reads them, each with the number of its line and
 * what of it could not be read. An empty field is null; an empty text in quotes is a text. Memory
 * holds a few buffers. Throws `UnclosedQuoteError`.
 */
export async function* readRows(
  path: string,
  {
    table,
    form,
    coders,
    signal,
  }: {
    readonly table: SourceTable
    readonly form: FoundForm
    /** Of each column, in the order of the table. */
    readonly coders: readonly ColumnCoder[]
    readonly signal: AbortSignal
  },
): AsyncGenerator<Buffer> {
  const scanner = new RecordScanner(form)
  const rows = new CopyRows()
  const encode = createRecordEncoder({ table, form, coders, rows })
  const pieces = decodeFile(path, { encoding: form.encoding, signal })
  let rest: Buffer = Buffer.alloc(0)
  for (;;) {
    const next = await pieces.next()
    const piece = next.done === true ? undefined : next.value
    const isLast = piece === undefined
    let bytes =
      piece === undefined ? rest : rest.length === 0 ? piece : Buffer.concat([rest, piece])
    // A character may go on behind the bytes; the record that it is in does too.
    const isClean = isUtf8(bytes.subarray(0, lastWholeCharacter(bytes))) && !bytes.includes(0)
    for (;;) {
      const source = bytes
      const taken = scanner.scan(source, isLast, (record) => {
        if (record.line > form.titleLine) encode(source, record, isClean)
        return !rows.isFull
      })
      bytes = bytes.subarray(taken)
      if (!rows.isFull) break
      yield rows.take()
    }
    if (isLast) break
    if (bytes.length > longestRecordBytes) throw new UnclosedQuoteError(scanner.line)
    rest = bytes
  }
  if (rows.length > 0) yield rows.take()
}

function createRecordEncoder({
  table,
  form,
  coders,
  rows,
}: {
  readonly table: SourceTable
  readonly form: FoundForm
  readonly coders: readonly ColumnCoder[]
  readonly rows: CopyRows
}): (bytes: Buffer, record: ScannedRecord, isClean: boolean) => void {
  const { positions, width } = form.columns
  const columns = coders.map((coder, place) => ({
    field: positions[place] ?? -1,
    name: table.columns[place]?.name ?? '',
    type: table.columns[place]?.type ?? '',
    code: coder.code,
    isText: coder.stagedType === undefined,
    isPlain: plainTest(coder),
  }))

  const writeFaulty = (line: number, fault: RowFault) => {
    for (let written = 0; written < columns.length; written += 1) rows.writeNull()
    rows.writeCount(line)
    rows.writeText(JSON.stringify([fault]))
    rows.endRow()
  }

  return (bytes, record, isClean) => {
    const { line, starts, ends, forms } = record
    if (isBlank(record)) return
    const fault = faultOfRecord(bytes, record, { isClean, width, encoding: form.encoding })
    if (fault !== undefined) {
      writeFaulty(line, fault)
      return
    }
    let faults: RowFault[] | undefined
    for (const { field, name, type, code, isText, isPlain } of columns) {
      const start = starts[field] ?? 0
      const end = ends[field] ?? 0
      const isBare = forms[field] === 'bare'
      if (start === end && (isBare || !isText)) rows.writeNull()
      else if (isClean && forms[field] !== 'doubled' && isPlain(bytes, start, end)) {
        rows.writeBytes(bytes, start, end)
      } else {
        const text = fieldText(bytes, record, { field, quote: form.quote })
        const coded = code(text)
        if (coded !== undefined) rows.writeText(coded)
        else {
          rows.writeNull()
          faults ??= []
          faults.push({ column: name, rule: 'type', value: shown(text), facts: { type } })
        }
      }
    }
    rows.writeCount(line)
    if (faults === undefined) rows.writeNull()
    else rows.writeText(JSON.stringify(faults))
    rows.endRow()
  }
}

const longestShown = 1_000

// JSON in PostgreSQL holds no NUL.
function shown(text: string): string {
  return text.slice(0, longestShown).replaceAll('\0', '\u2400')
}

function isBlank({ fields, starts, ends, forms }: ScannedRecord): boolean {
  return fields === 1 && forms[0] === 'bare' && starts[0] === ends[0]
}

function faultOfRecord(
  bytes: Buffer,
  { fields, starts, ends, isMalformed, start, end }: ScannedRecord,
  {
    isClean,
    width,
    encoding,
  }: { readonly isClean: boolean; readonly width: number; readonly encoding: string },
): RowFault | undefined {
  if (isMalformed) return { rule: 'quotes', facts: {} }
  if (!isClean && !isUtf8(bytes.subarray(start, end))) {
    return { rule: 'encoding', facts: { encoding } }
  }
  // A program that writes a sheet as CSV may end each line with empty fields.
  let written = fields
  while (written > width && starts[written - 1] === ends[written - 1]) written -= 1
  if (written !== width) return { rule: 'fields', value: String(fields), facts: { count: width } }
  return undefined
}

function plainTest({ stagedType }: ColumnCoder): IsPlain {
  switch (stagedType) {
    case undefined:
      return () => true
    case 'numeric':
      return isPlainNumber
    case 'date':
      return isPlainDate
    case 'timestamp without time zone':
      return isPlainTimestamp
    default:
      return () => false
  }
}
