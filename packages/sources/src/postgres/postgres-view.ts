import type { SourceTable } from '@aaps-data/catalog'
import type { ErrorDetails } from '@aaps-data/contracts'
import type { Client } from 'pg'
import { to as copyTo, type CopyToStreamQuery } from 'pg-copy-streams'
import { Readable } from 'node:stream'
import type { Reading, TableReader } from '../source.ts'
import { postgresFailure } from './postgres-failure.ts'
import { copyRows, selectBound } from './read-statements.ts'
import type { Translate } from './row-digests.ts'

/** One connection that sees one instant of the source. */
export interface PostgresView extends TableReader {
  readonly translate: Translate
}

/**
 * Reads through a connected client, which belongs to the view from then on: `release` closes it,
 * within seconds also when the source has fallen silent. An abort cuts the connection, also in the
 * middle of a read or of a release; what was asked of it ends with the reason of the abort.
 */
export function holdView(
  client: Client,
  { signal, details }: { readonly signal: AbortSignal; readonly details: ErrorDetails },
): PostgresView {
  let isReading = false
  let released: Promise<void> | undefined

  const cut = () => void closeAbruptly(client)
  const release = async () => {
    // A COPY that was left half-way would have to be drained to its end.
    await (isReading || signal.aborted ? closeAbruptly(client) : closeOrderly(client))
    signal.removeEventListener('abort', cut)
  }
  signal.addEventListener('abort', cut, { once: true })

  async function* rowsOf(table: SourceTable, reading: Reading): AsyncGenerator<Buffer> {
    const copy: CopyToStreamQuery = client.query(copyTo(copyRows(table, reading)))
    isReading = true
    try {
      // Who stops reading goes on with another query, which has to wait for the end of this one.
      for await (const chunk of copy.iterator({ destroyOnReturn: false })) yield chunk as Buffer
      isReading = false
    } catch (error) {
      signal.throwIfAborted()
      throw postgresFailure(error, { ...details, ...table.source })
    } finally {
      if (isReading) drain(copy)
    }
  }
  const drain = (copy: CopyToStreamQuery) => {
    copy.once('end', () => (isReading = false))
    copy.once('error', () => undefined)
    copy.resume()
  }

  const translate: Translate = async (work, table) => {
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      throw postgresFailure(error, { ...details, ...table?.source })
    }
  }

  return {
    translate,
    read: (table, reading = {}) => Readable.from(rowsOf(table, reading), { objectMode: false }),
    cursorBound: (table) => translate(() => readBound(client, table), table),
    release: () => (released ??= release()),
  }
}

async function readBound(client: Client, table: SourceTable): Promise<string | undefined> {
  const { cursor } = table
  if (cursor === undefined) return undefined
  const { rows } = await client.query<{ bound: string | null }>(selectBound({ ...table, cursor }))
  return rows[0]?.bound ?? undefined
}

const farewellMs = 2_000

// A source that has fallen silent is not waited for: it ends the view when it sees us gone.
async function closeOrderly(client: Client): Promise<void> {
  const timer = setTimeout(() => void closeAbruptly(client), farewellMs)
  try {
    await client.query('rollback')
    await client.end()
  } catch {
    await closeAbruptly(client)
  } finally {
    clearTimeout(timer)
  }
}

async function closeAbruptly(client: Client): Promise<void> {
  client.connection.stream.destroy()
  await client.end().catch(() => undefined)
}
