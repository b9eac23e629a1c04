import type { Pool, PoolClient } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { OracleError } from '../oracle-error.ts'
import { rowidText } from '../protocol/row-writer.ts'
import type { Row } from '../result.ts'
import type { ReadOptions } from '../sql/relation.ts'
import { CopyReader } from './copy-reader.ts'
import { relationName, storedColumn, type Table } from './objects.ts'

export interface ReadFrom {
  readonly pool: Pool
  /** Of PostgreSQL, by its name; undefined for the present. */
  readonly snapshot: string | undefined
  readonly signal: AbortSignal
}

/**
 * Streams rows of a table as they are stored. Whoever stops early, or aborts, ends the reading at once.
 * Throws ORA-01013 after an abort, ORA-08103 if the table has gone.
 */
export async function* readTable(
  table: Table,
  options: ReadOptions,
  { pool, snapshot, signal }: ReadFrom,
): AsyncGenerator<readonly Row[], undefined> {
  const client = await pool.connect()
  let isDone = false
  const cut = () => void closeAbruptly(client)
  try {
    signal.throwIfAborted()
    signal.addEventListener('abort', cut, { once: true })
    if (snapshot !== undefined) {
      await client.query('begin isolation level repeatable read read only')
      await client.query(`set transaction snapshot '${snapshot}'`)
    }
    const reader = new CopyReader()
    const addresses = options.columns.flatMap((column, index) =>
      column === 'rowid' ? [index] : [],
    )
    const copy = client.query(
      copyTo(`copy (${selectText(table, options)}) to stdout (format binary)`),
    )
    for await (const chunk of copy) {
      const rows = reader.read(chunk as Buffer)
      if (rows.length === 0) continue
      yield addresses.length === 0 ? rows : rows.map((row) => withAddresses(row, addresses, table))
    }
    if (snapshot !== undefined) await client.query('commit')
    isDone = true
  } catch (error) {
    throw readFailure(error, signal)
  } finally {
    signal.removeEventListener('abort', cut)
    // Half of a COPY is never read to its end.
    if (!isDone) await closeAbruptly(client)
    client.release(!isDone)
  }
  return undefined
}

function selectText(table: Table, { columns, where, orderBy, limit }: ReadOptions): string {
  const list = columns.map((column) => (column === 'rowid' ? 'ctid' : storedColumn(column)))
  return [
    `select ${list.join(', ')} from ${relationName(table)}`,
    ...(where === undefined ? [] : [`where ${where}`]),
    ...(orderBy === undefined ? [] : [`order by ${orderBy}`]),
    ...(limit === undefined ? [] : [`limit ${limit}`]),
  ].join(' ')
}

function withAddresses(row: Row, places: readonly number[], { number }: Table): Row {
  const changed = [...row]
  for (const place of places) {
    const tid = changed[place]
    if (tid === undefined || tid === null) continue
    changed[place] = Buffer.from(rowidText(number, tid.readUInt32BE(0), tid.readUInt16BE(4)))
  }
  return changed
}

function readFailure(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) {
    return new OracleError(1013, 'user requested cancel of current operation')
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === '42P01' ? new OracleError(8103, 'object no longer exists') : error
}

async function closeAbruptly(client: PoolClient): Promise<void> {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } }
  connection.stream.destroy()
  await Promise.resolve()
}
