import type { ErrorDetails } from '@aaps-data/contracts'
import type { Client } from 'pg'
import type { Snapshot, TableReader } from '../source.ts'
import { beginSnapshot, exportSnapshot, joinSnapshot } from './begin-snapshot.ts'
import { describeMapped, describeRelations } from './describe-relations.ts'
import { estimateRows } from './estimate-rows.ts'
import { fingerprintTables } from './fingerprint-tables.ts'
import { keepsKeys } from './kept-keys.ts'
import { postgresFailure } from './postgres-failure.ts'
import { holdView } from './postgres-view.ts'
import { selectCount } from './read-statements.ts'
import { openRowDigests } from './row-digests.ts'

export interface SnapshotOptions {
  /** Gives a connected client of its own each time. */
  readonly connect: () => Promise<Client>
  readonly signal: AbortSignal
  readonly details: ErrorDetails
}

/**
 * Opens a view of one instant. `release` closes its connections, within seconds also when the
 * source has fallen silent; an abort cuts them.
 */
export async function openPostgresSnapshot(options: SnapshotOptions): Promise<Snapshot> {
  const { connect, signal, details } = options
  const client = await connect()
  const view = holdView(client, options)
  const readers = new Set<TableReader>()
  try {
    signal.throwIfAborted()
    const { id, takenAt, major } = await beginSnapshot(client)
    let exported: Promise<string> | undefined
    return {
      id,
      takenAt,
      binaryMajor: major,
      describe: (tables) => view.translate(() => describeMapped(client, tables)),
      describeRelations: (tables) => view.translate(() => describeRelations(client, tables)),
      estimateRows: (tables) => view.translate(() => estimateRows(client, tables)),
      countRows: (table, since) =>
        view.translate(() => countRows(client, selectCount(table, since)), table),
      ...(major < coveredKeysFrom
        ? {}
        : { keepsKeys: (tables) => view.translate(() => keepsKeys(client, tables)) }),
      read: (table, reading) => view.read(table, reading),
      cursorBound: (table) => view.translate(async () => view.cursorBound?.(table)),
      async openReader() {
        exported ??= view.translate(() => exportSnapshot(client))
        const reader = await openReader(await exported, options)
        readers.add(reader)
        return reader
      },
      ...(major < fingerprintsFrom
        ? {}
        : {
            fingerprint: (tables) =>
              fingerprintTables(client, { tables, major, translate: view.translate }),
          }),
      ...(major < digestsFrom ? {} : { rowDigests: openRowDigests(client, view.translate) }),
      async release() {
        // The others see the instant only for as long as the first one does.
        await Promise.all([...readers].map((reader) => reader.release()))
        await view.release()
      },
    }
  } catch (error) {
    await view.release()
    throw postgresFailure(error, details)
  }
}

// Older servers write floating point numbers otherwise, or cannot hash a text to 64 bits.
const digestsFrom = 12

// Older servers know no columns that an index only carries.
const coveredKeysFrom = 11

// Older servers cannot hash a record to 64 bits.
const fingerprintsFrom = 14

async function countRows(client: Client, select: string): Promise<number> {
  const { rows } = await client.query<{ found: string }>(select)
  const [row] = rows
  if (row === undefined) throw new Error('An aggregate without groups gives one row')
  return Number(row.found)
}

async function openReader(exported: string, options: SnapshotOptions): Promise<TableReader> {
  const client = await options.connect()
  const view = holdView(client, options)
  try {
    await view.translate(() => joinSnapshot(client, exported))
    return view
  } catch (error) {
    await view.release()
    throw error
  }
}
