import { createRowCounter, SyncError, type RowForm } from '@aaps-data/contracts'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { copyInto } from '../sql/copy-into.ts'

/**
 * Pipes what COPY writes as it is into a staging table and gives the number of rows. Memory holds a few
 * buffers, whatever the number of rows. `onRows` hears of every buffer. An abort, or a failure of
 * either end, ends both.
 */
export async function stageTable({
  rows,
  form,
  client,
  staging,
  columns,
  signal,
  onRows,
}: {
  readonly rows: Readable
  readonly form: RowForm
  readonly client: Client
  readonly staging: string
  readonly columns: readonly string[]
  readonly signal: AbortSignal
  readonly onRows: (rows: number) => void
}): Promise<number> {
  const countRows = createRowCounter(form)
  let read = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += countRows(chunk)
      onRows(read)
      done(null, chunk)
    },
  })
  const copy = client.query(copyFrom(copyInto(staging, columns, form)))
  await pipeline(rows, count, copy, { signal })
  if (copy.rowCount !== read) {
    throw new SyncError('STAGING_INCOMPLETE', { read, staged: copy.rowCount })
  }
  return read
}
