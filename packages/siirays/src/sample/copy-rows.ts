import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { copyText } from './copy-text.ts'
import type { Row } from './row.ts'

/** Adds rows to a table by COPY, as they are made; gives their number. */
export async function copyRows(
  client: pg.Client,
  table: string,
  rows: Iterable<Row>,
  schema = 'public',
): Promise<number> {
  const name = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`
  const copy = client.query(copyFrom(`copy ${name} from stdin with (encoding 'UTF8')`))
  await pipeline(Readable.from(copyText(rows)), copy)
  return copy.rowCount
}
