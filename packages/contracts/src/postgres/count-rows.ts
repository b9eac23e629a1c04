/**
 * How the rows of a stream are written: in COPY's text, which every server reads, or in its binary
 * form, which is sure only between servers of one version.
 */
export type RowForm = 'text' | 'binary'

/**
 * Gives a function that is called with each piece of what COPY writes, wherever it was cut, and
 * tells how many rows end in it.
 */
export function createRowCounter(form: RowForm): (piece: Buffer) => number {
  return form === 'text' ? countLines : createTupleCounter()
}

const newline = 0x0a

// Within values newlines are escaped.
function countLines(text: Buffer): number {
  let rows = 0
  for (let at = text.indexOf(newline); at !== -1; at = text.indexOf(newline, at + 1)) rows += 1
  return rows
}

/** The signature, the flags, and the length of an extension, of which PostgreSQL writes none. */
const headerBytes = 19

/**
 * A tuple is its number of fields in 16 bits, then each field's length in 32 bits, negative for a
 * null, and its bytes; a negative number of fields ends the stream.
 * https://www.postgresql.org/docs/18/sql-copy.html, "Binary Format"
 */
function createTupleCounter(): (piece: Buffer) => number {
  let bytesToSkip = headerBytes
  let fieldsLeft = 0
  let isInRow = false
  let cutNumber = Buffer.alloc(0)

  return (piece) => {
    const bytes = cutNumber.length === 0 ? piece : Buffer.concat([cutNumber, piece])
    let at = 0
    let rows = 0
    for (;;) {
      at += bytesToSkip
      bytesToSkip = Math.max(0, at - bytes.length)
      if (bytesToSkip > 0) at = bytes.length
      else if (isInRow && fieldsLeft === 0) {
        rows += 1
        isInRow = false
      }
      const width = isInRow ? 4 : 2
      if (at + width > bytes.length) break
      if (isInRow) {
        bytesToSkip = Math.max(0, bytes.readInt32BE(at))
        fieldsLeft -= 1
      } else {
        fieldsLeft = bytes.readInt16BE(at)
        isInRow = fieldsLeft >= 0
      }
      at += width
    }
    cutNumber = Buffer.from(bytes.subarray(at))
    return rows
  }
}
