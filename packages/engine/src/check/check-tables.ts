import { atTable } from '../failures/at-table.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import { findFaults } from './find-faults.ts'
import type { RejectBook } from './reject-book.ts'
import { takeOutRejects } from './take-out-rejects.ts'

// Of unique keys every row is a group of its own: sorting them, which costs next to nothing when
// they come in order, beats hashing them and gathering the groups of several workers.
const sortKeys = `
  select current_setting('max_parallel_workers_per_gather') as workers,
         set_config('max_parallel_workers_per_gather', '0', true),
         set_config('enable_hashagg', 'off', true)`
const asBefore = `
  select set_config('max_parallel_workers_per_gather', $1, true),
         set_config('enable_hashagg', 'on', true)`

/**
 * Checks every row of some staged tables, notes in the book those that break rules, and takes those
 * out of staging that are not only to be warned of. `before` are the tables that were checked before
 * them. Gives the tables with the rows they have left. Whether so many may be lost is not judged.
 */
export async function checkTables(
  book: RejectBook,
  {
    tables,
    before,
    signal,
  }: {
    readonly tables: readonly StagedTable[]
    readonly before: readonly StagedTable[]
    readonly signal: AbortSignal
  },
): Promise<readonly StagedTable[]> {
  const { rows } = await book.client.query<{ workers: string }>(sortKeys)
  const readable: StagedTable[] = []
  for (const table of tables) {
    signal.throwIfAborted()
    readable.push(await atTable(table.table.name, () => findFaults(book, table)))
  }
  const among = [...before, ...readable]
  const lost = await takeOutRejects(book, { tables: readable, among })
  await book.client.query(asBefore, [rows[0]?.workers ?? '0'])
  return tables.map((table) => {
    const rejected = lost.get(table.table.name) ?? 0
    return { ...table, rows: table.rows - rejected, rejected }
  })
}
