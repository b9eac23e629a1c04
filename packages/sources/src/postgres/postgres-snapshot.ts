import type { SourceTable } from '@aaps-data/catalog'
import type { ErrorDetails } from '@aaps-data/contracts'
import type { Client } from 'pg'
import { to as copyTo, type CopyToStreamQuery } from 'pg-copy-streams'
import { Readable } from 'node:stream'
import type { Snapshot } from '../source.ts'
import { beginSnapshot } from './begin-snapshot.ts'
import { fingerprintTables } from './fingerprint-tables.ts'
import { describeRelations } from './describe-relations.ts'
import { postgresFailure } from './postgres-failure.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { openRowDigests } from './row-digests.ts'

/**
 * Opens a view of one instant on a connected client, which belongs to the view from then on:
 * `release` closes it, within seconds also when the source has fallen silent. An abort cuts the
 * connection, also in the middle of a read or of a release.
 */
export async function openPostgresSnapshot(
  client: Client,
  { signal, details }: { readonly signal: AbortSignal; readonly details: ErrorDetails },
): Promise<Snapshot> {
  let isReading = false
  let released: Promise<void> | undefined

  const cut = () => void closeAbruptly(client)
  const release = async () => {
    // A COPY that was left half-way would have to be drained to its end.
    await (isReading || signal.aborted ? closeAbruptly(client) : closeOrderly(client))
    signal.removeEventListener('abort', cut)
  }
  const releaseOnce = () => (released ??= release())
  signal.addEventListener('abort', cut, { once: true })

  async function* rowsOf(table: SourceTable): AsyncGenerator<Buffer> {
    const copy: CopyToStreamQuery = client.query(copyTo(copyStatement(table)))
    isReading = true
    try {
      for await (const chunk of copy) yield chunk as Buffer
      isReading = false
    } catch (error) {
      throw postgresFailure(error, { ...details, ...table.source })
    }
  }

  const translate = async <T>(work: () => Promise<T>, table?: SourceTable): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw postgresFailure(error, { ...details, ...table?.source })
    }
  }

  try {
    signal.throwIfAborted()
    const { id, takenAt, major } = await beginSnapshot(client)
    return {
      id,
      takenAt,
      describe: (tables) => translate(() => describeRelations(client, tables)),
      read: (table) => Readable.from(rowsOf(table), { objectMode: false }),
      ...(major < digestsFrom
        ? {}
        : {
            fingerprint: (tables) => fingerprintTables(client, { tables, major, translate }),
            rowDigests: openRowDigests(client, translate),
          }),
      release: releaseOnce,
    }
  } catch (error) {
    await releaseOnce()
    throw postgresFailure(error, details)
  }
}

// Older servers write floating point numbers otherwise, or cannot hash a text to 64 bits.
const digestsFrom = 12

function copyStatement({ source, columns }: SourceTable): string {
  const list = columns.map((column) => quoteIdentifier(column.source)).join(', ')
  const relation = `${quoteIdentifier(source.schema)}.${quoteIdentifier(source.relation)}`
  return `copy (select ${list} from ${relation}) to stdout`
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
