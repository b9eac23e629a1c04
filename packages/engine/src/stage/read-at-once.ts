import type { Snapshot, TableReader } from '@aaps-data/sources'
import type { Knex } from 'knex'
import type { Client } from 'pg'
import { mostReaders } from '../connection/target-database.ts'
import type { Plan } from '../plan/plan-run.ts'
import { openStagingProgress } from '../progress/staging-progress.ts'
import type { ReportProgress } from '../progress/sync-progress.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import { inTargetTransaction } from '../target/target-transaction.ts'
import { expectRows } from './expect-rows.ts'
import type { EmptyStaging } from './lay-out-staging.ts'
import { readSource } from './read-source.ts'

/** What tables are read from, and where to. */
export interface ReadOptions {
  readonly plan: Plan
  readonly snapshot: Snapshot
  readonly target: Knex
  readonly progress: ReportProgress
  readonly signal: AbortSignal
}

/**
 * Reads tables of a snapshot into staging, several at the same time and the largest first: one
 * reader in the open transaction of `client`, each other one in a transaction of its own. Gives
 * them in the order they came in. The first failure ends all.
 */
export async function readAtOnce(
  client: Client,
  {
    tables,
    plan,
    snapshot,
    target,
    progress: report,
    signal,
  }: ReadOptions & { readonly tables: readonly EmptyStaging[] },
): Promise<readonly StagedTable[]> {
  const expected = await expectRows(snapshot, plan)
  const rowsOf = ({ table }: EmptyStaging) => expected.get(table) ?? 0
  const queue = tables.toSorted((a, b) => rowsOf(b) - rowsOf(a))
  const progress = openStagingProgress({
    tablesTotal: tables.length,
    rowsExpected: sumIfKnown(tables.map(({ table }) => expected.get(table))),
    report,
    now: () => performance.now(),
  })
  // What ends the other readers would only tell that they were ended.
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const read = (into: Client, reader: TableReader) =>
    readSource(into, { queue, reader, progress, signal: either })
  const { lockTimeoutSeconds } = plan.dataset
  const waiting = { signal: either, lockTimeoutSeconds, waitsForSource: true }
  const readBeside = (reader: TableReader) =>
    inTargetTransaction(target, waiting, async (beside) => {
      await beside.client.query('set local synchronous_commit = off')
      return read(beside.client, reader)
    })
  const others = await openReaders(snapshot, Math.min(mostReaders, tables.length) - 1)
  const reading = [read(client, snapshot), ...others.map(readBeside)]
  const endAll = (error: unknown) => {
    failed.abort(error)
  }
  for (const each of reading) each.catch(endAll)
  const ended = await Promise.allSettled(reading)
  failed.signal.throwIfAborted()
  const staged = ended.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
  return tables.flatMap(({ table }) => staged.find((each) => each.table === table) ?? [])
}

async function openReaders(snapshot: Snapshot, most: number): Promise<readonly TableReader[]> {
  const readers: TableReader[] = []
  while (readers.length < most) {
    const reader = await snapshot.openReader?.()
    if (reader === undefined) break
    readers.push(reader)
  }
  return readers
}

function sumIfKnown(numbers: readonly (number | undefined)[]): number | undefined {
  let sum = 0
  for (const number of numbers) {
    if (number === undefined) return undefined
    sum += number
  }
  return sum
}
