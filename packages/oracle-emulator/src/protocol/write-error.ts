import type { OracleError } from '../oracle-error.ts'
import type { ByteWriter } from './byte-writer.ts'
import { message } from './codes.ts'
import { fieldsSince } from './generations.ts'

/** What closes the answer to a call: the error, or that there is none. */
export interface CallEnd {
  readonly error?: OracleError
  readonly cursor: number
  readonly rows: number
  readonly isInTransaction: boolean
}

export function writeCallEnd(writer: ByteWriter, end: CallEnd, fieldVersion: number): void {
  const number = end.error?.number ?? 0
  writer
    .byte(message.error)
    .count(end.isInTransaction ? 2 : 0)
    .count(0)
    .count(end.rows)
  writer.count(Math.min(number, 65_535)).counts(0, 0, end.cursor, end.error?.offset ?? 0)
  writer.zeros(6)
  // No row's address.
  writer.counts(0, 0).byte(0).counts(0, 0)
  writer.count(0).byte(0).byte(0).counts(0, 0, 0, 0, 0, 0)
  writer.counts(number, end.rows)
  if (fieldVersion >= fieldsSince.errorSqlType) writer.counts(0, 0)
  if (end.error !== undefined) writer.text(`${end.error.message}\n`)
}
