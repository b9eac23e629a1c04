import type { SourceTable } from '@aaps-data/catalog'
import { Readable } from 'node:stream'
import type { RelationColumn, RowPlaces, Snapshot, Source, SourceColumn } from '../source.ts'
import type { TakenFile } from './file-place.ts'
import type { OpenPlace } from './open-place.ts'
import { takeFiles, type TakenFiles } from './taken-files.ts'

/** The rows of one table in a file that was taken. */
export interface FileTable {
  /** Every column that the file has, by the names that the definition gives to those it maps. */
  readonly relation: readonly RelationColumn[]
  /** Those that the table maps, in its order, in the types that `rows` writes. */
  readonly columns: readonly SourceColumn[]
  readonly places: RowPlaces
  /** What of the way it is written was found out; empty where all is declared. */
  readonly detected: Readonly<Record<string, string>>
  /** The rows as COPY reads them, with number and faults. Throws what the format fails with. */
  rows(signal: AbortSignal): AsyncIterable<Buffer>
}

/** What a kind of file has to say of itself. */
export interface FileFormat<Opened> {
  /** The pattern of the name of a table's file. */
  fileOf(table: SourceTable): string
  /** Opens a file once for all its tables. */
  openFile(file: TakenFile): Promise<Opened>
  /** Gives up what an opened file holds. */
  closeFile?(opened: Opened): void
  /** Looks into a file for the columns of a table. */
  openTable(
    opened: Opened,
    options: { readonly table: SourceTable; readonly signal: AbortSignal },
  ): Promise<FileTable>
  /** Says what a failure of it means. */
  failure(error: unknown, details: Readonly<Record<string, unknown>>): unknown
  /** Changes with every change in how the same definition makes rows of a file. */
  readonly version: number
}

/**
 * A source whose tables are in files of one format and place. A snapshot is copies of the files, taken
 * when it opens; its name is their SHA-256.
 */
export function createFileSource<Opened>({
  name,
  place,
  format,
}: {
  /** Names the connection in errors. */
  readonly name: string
  readonly place: OpenPlace
  readonly format: FileFormat<Opened>
}): Source {
  return {
    async openSnapshot({ signal, tables }) {
      if (tables === undefined) throw new Error(`Source ${name} has to know what will be read`)
      const takenAt = new Date().toISOString()
      const patterns = tables.map((table) => format.fileOf(table))
      const files = await takeFiles(place, { patterns, signal })
      return openFileSnapshot({ name, format, files, takenAt, signal })
    },
    close: async () => place.close?.(),
  }
}

function openFileSnapshot<Opened>({
  name,
  format,
  files,
  takenAt,
  signal,
}: {
  readonly name: string
  readonly format: FileFormat<Opened>
  readonly files: TakenFiles
  readonly takenAt: string
  readonly signal: AbortSignal
}): Snapshot {
  const openedFiles = new Map<TakenFile, Promise<Opened>>()
  const opened = new Map<SourceTable, Promise<FileTable>>()
  const openFile = (file: TakenFile): Promise<Opened> => {
    const opening = openedFiles.get(file) ?? format.openFile(file)
    openedFiles.set(file, opening)
    return opening
  }
  const detailsOf = (table: SourceTable) => ({
    source: name,
    table: table.name,
    file: files.of(format.fileOf(table)).name,
  })
  const translate = async <T>(table: SourceTable, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      throw format.failure(error, detailsOf(table))
    }
  }
  const open = (table: SourceTable): Promise<FileTable> => {
    const known = opened.get(table)
    if (known !== undefined) return known
    const file = files.of(format.fileOf(table))
    const opening = translate(table, async () =>
      format.openTable(await openFile(file), { table, signal }),
    )
    opened.set(table, opening)
    return opening
  }
  const ofEach = async <T>(tables: readonly SourceTable[], part: (table: FileTable) => T) => {
    const parts: T[] = []
    for (const table of tables) parts.push(part(await open(table)))
    return parts
  }
  async function* rowsOf(table: SourceTable): AsyncGenerator<Buffer> {
    const rows = (await open(table)).rows(signal)
    try {
      yield* rows
    } catch (error) {
      signal.throwIfAborted()
      throw format.failure(error, detailsOf(table))
    }
  }

  return {
    id: files.id,
    takenAt,
    describe: (tables) => ofEach(tables, ({ columns }) => columns),
    describeRelations: (tables) => ofEach(tables, ({ relation }) => relation),
    placeRows: (tables) => ofEach(tables, ({ places }) => places),
    async remarks(tables) {
      const found = await ofEach(tables, ({ detected, places }) => ({ detected, places }))
      return found.flatMap(({ detected, places }, place) =>
        Object.keys(detected).length === 0
          ? []
          : [
              {
                code: 'FILE_READ_AS',
                table: tables[place]?.name ?? '',
                details: { ...places.within, ...detected },
              } as const,
            ],
      )
    },
    fingerprint: (tables) =>
      Promise.resolve(
        tables.map((table) => ({
          digest: files.of(format.fileOf(table)).sha256,
          tie: `version ${format.version}`,
        })),
      ),
    read: (table) => Readable.from(rowsOf(table), { objectMode: false }),
    async release() {
      for (const file of await Promise.allSettled(openedFiles.values())) {
        if (file.status === 'fulfilled') format.closeFile?.(file.value)
      }
      openedFiles.clear()
      opened.clear()
      await files.remove()
    },
  }
}
