import type { SourceLimits } from '@aaps-data/catalog'
import { createRowCounter, SyncError, type RowForm } from '@aaps-data/contracts'
import { Readable } from 'node:stream'
import { isClosed, nextInstant } from './closed-hours.ts'
import { createConnectionSlots, type ConnectionSlots } from './connection-slots.ts'
import { createRowRate, type RowRate } from './row-rate.ts'
import type { Snapshot, Source, TableReader } from './source.ts'

const minuteMs = 60_000

/**
 * The same source, of which no more is asked than its limits allow, by all snapshots together: a
 * snapshot waits for a connection, a second reader goes without, rows are slowed down. In closed
 * hours no snapshot opens and an open one ends, with `SOURCE_CLOSED`, whose details say until when;
 * one that is held too long ends with `SNAPSHOT_TOO_LONG`.
 */
export function limitSource(
  source: Source,
  {
    name,
    limits,
    now,
  }: { readonly name: string; readonly limits: SourceLimits; readonly now: () => Date },
): Source {
  const slots = createConnectionSlots(limits.maxConnections)
  const { maxRowsPerSecond } = limits
  const rate = maxRowsPerSecond === undefined ? undefined : createRowRate(maxRowsPerSecond)

  return {
    async openSnapshot({ signal, ...wanted }) {
      requireOpen(name, limits, now())
      await slots.take(signal)
      const ending = endInTime(name, limits, now)
      try {
        requireOpen(name, limits, now())
        const either = AbortSignal.any([signal, ending.signal])
        const snapshot = await ending.unless(() =>
          source.openSnapshot({ ...wanted, signal: either }),
        )
        return limitSnapshot(snapshot, { slots, rate, ending })
      } catch (error) {
        ending.clear()
        slots.free()
        throw error
      }
    },
    close: () => source.close(),
  }
}

function requireOpen(source: string, { closed }: SourceLimits, at: Date): void {
  if (isClosed(closed, at)) throw sourceClosed(source, closed, at)
}

function sourceClosed(source: string, closed: SourceLimits['closed'], at: Date): SyncError {
  const until = nextInstant(closed, { at, closed: false })?.toISOString()
  return new SyncError('SOURCE_CLOSED', { source, ...(until === undefined ? {} : { until }) })
}

/** The moment at which a snapshot has to end, whatever it is doing. */
interface Ending {
  readonly signal: AbortSignal
  /** Does work; when the moment has come meanwhile, says that instead of what it led to. */
  unless<T>(work: () => Promise<T>): Promise<T>
  clear(): void
}

function endInTime(source: string, limits: SourceLimits, now: () => Date): Ending {
  const { closed, maxSnapshotMinutes } = limits
  const over = new AbortController()
  const beganAt = now()
  const closesAt = nextInstant(closed, { at: beganAt, closed: true })
  const closesInMs = closesAt === undefined ? Infinity : closesAt.getTime() - beganAt.getTime()
  const longestMs = (maxSnapshotMinutes ?? Infinity) * minuteMs
  const end = () => {
    over.abort(
      closesInMs <= longestMs
        ? sourceClosed(source, closed, now())
        : new SyncError('SNAPSHOT_TOO_LONG', { source, maxSnapshotMinutes }),
    )
  }
  const endsInMs = Math.min(closesInMs, longestMs)
  // It ends a snapshot, and must not keep a process that has none to end.
  const timer = Number.isFinite(endsInMs) ? setTimeout(end, endsInMs).unref() : undefined
  return {
    signal: over.signal,
    async unless(work) {
      try {
        return await work()
      } catch (error) {
        over.signal.throwIfAborted()
        throw error
      }
    },
    clear() {
      clearTimeout(timer)
    },
  }
}

interface Limits {
  readonly slots: ConnectionSlots
  readonly rate: RowRate | undefined
  readonly ending: Ending
}

function limitSnapshot(snapshot: Snapshot, limits: Limits): Snapshot {
  const { slots, ending } = limits
  const unless = ending.unless.bind(ending)
  const { rowDigests } = snapshot
  const readers = new Set<TableReader>()
  const reader = limitReader(snapshot, limits)
  return {
    ...reader,
    id: snapshot.id,
    takenAt: snapshot.takenAt,
    ...(snapshot.binaryMajor !== undefined && { binaryMajor: snapshot.binaryMajor }),
    describe: (tables) => unless(() => snapshot.describe(tables)),
    describeRelations: (tables) => unless(() => snapshot.describeRelations(tables)),
    ...limitCounts(snapshot, ending),
    ...(snapshot.remarks && {
      remarks: (tables) => unless(async () => snapshot.remarks?.(tables) ?? []),
    }),
    ...(snapshot.placeRows && {
      placeRows: (tables) => unless(async () => snapshot.placeRows?.(tables) ?? []),
    }),
    ...(snapshot.keepsKeys && {
      keepsKeys: (tables) => unless(async () => snapshot.keepsKeys?.(tables) ?? []),
    }),
    ...(snapshot.openReader && {
      openReader: async () => {
        if (!slots.takeFree()) return undefined
        const open = async () => snapshot.openReader?.()
        const opened = await unless(open).catch((error: unknown) => {
          slots.free()
          throw error
        })
        if (opened === undefined) {
          slots.free()
          return undefined
        }
        const limited = limitReader(opened, limits)
        readers.add(limited)
        return limited
      },
    }),
    ...(rowDigests && {
      rowDigests: {
        alikeness: () => unless(() => rowDigests.alikeness()),
        digestBuckets: (table, level) => unless(() => rowDigests.digestBuckets(table, level)),
        digestKeys: (table, level) => unless(() => rowDigests.digestKeys(table, level)),
      },
    }),
    async release() {
      await Promise.all([...readers].map((each) => each.release()))
      await reader.release()
      ending.clear()
    },
  }
}

/** What tells of rows without moving them, where the source can. */
function limitCounts(
  snapshot: Snapshot,
  ending: Ending,
): Pick<Snapshot, 'estimateRows' | 'countRows' | 'fingerprint'> {
  return {
    ...(snapshot.countRows && {
      countRows: (table, since) =>
        ending.unless(async () => snapshot.countRows?.(table, since) ?? 0),
    }),
    ...(snapshot.estimateRows && {
      estimateRows: (tables) => ending.unless(async () => snapshot.estimateRows?.(tables) ?? []),
    }),
    ...(snapshot.fingerprint && {
      fingerprint: (tables) => ending.unless(async () => snapshot.fingerprint?.(tables) ?? []),
    }),
  }
}

/** A reader that slows down, ends in time, and gives its connection back once. */
function limitReader(reader: TableReader, { slots, rate, ending }: Limits): TableReader {
  let released: Promise<void> | undefined
  return {
    read: (table, reading) => {
      const rows = reader.read(table, reading)
      const slowed = slowDown(rows, { form: reading?.form ?? 'text', rate, ending })
      return Readable.from(slowed, { objectMode: false })
    },
    ...(reader.cursorBound && {
      cursorBound: (table) => ending.unless(async () => reader.cursorBound?.(table)),
    }),
    release: () =>
      (released ??= reader.release().finally(() => {
        slots.free()
      })),
  }
}

async function* slowDown(
  rows: Readable,
  { form, rate, ending }: Pick<Limits, 'rate' | 'ending'> & { readonly form: RowForm },
): AsyncGenerator<Buffer> {
  const countRows = createRowCounter(form)
  try {
    for await (const chunk of rows) {
      if (rate !== undefined) await rate.pass(countRows(chunk as Buffer))
      yield chunk as Buffer
    }
  } catch (error) {
    ending.signal.throwIfAborted()
    throw error
  }
}
