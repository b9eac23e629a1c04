import type { Row, Value } from './row.ts'

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
}
const rowsPerChunk = 500

function encodeValue(value: Value): string {
  if (value === null) return '\\N'
  return String(value).replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character)
}

function encodeRow(row: Row): string {
  return `${row.map(encodeValue).join('\t')}\n`
}

/** Rows in the text format of `copy … from stdin`, some hundreds a chunk; holds one chunk at a time. */
export function* copyText(rows: Iterable<Row>): Generator<string> {
  let chunk: string[] = []
  for (const row of rows) {
    chunk.push(encodeRow(row))
    if (chunk.length === rowsPerChunk) {
      yield chunk.join('')
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk.join('')
}
