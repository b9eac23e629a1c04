import type { TableReader } from '@aaps-data/sources'
import type { Client } from 'pg'
import { copyFailure } from '../failures/copy-failure.ts'
import type { StagingProgress } from '../progress/staging-progress.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import { fillStaging } from './fill-staging.ts'
import type { EmptyStaging } from './lay-out-staging.ts'
import { requireForward } from './require-forward.ts'

/**
 * Takes tables from a queue until it is empty, creates the staging table of each and reads its rows
 * into it. Several may share a queue, each with a reader and a transaction of its own.
 */
export async function readSource(
  client: Client,
  {
    queue,
    reader,
    progress,
    signal,
  }: {
    readonly queue: EmptyStaging[]
    readonly reader: TableReader
    readonly progress: StagingProgress
    readonly signal: AbortSignal
  },
): Promise<readonly StagedTable[]> {
  const staged: StagedTable[] = []
  for (let empty = queue.shift(); empty !== undefined; empty = queue.shift()) {
    signal.throwIfAborted()
    const { table, since } = empty
    progress.staged(table.name, 0)
    try {
      const cursorBound = await reader.cursorBound?.(table)
      await requireForward(client, empty, cursorBound)
      const onRows = (count: number) => {
        progress.staged(table.name, count)
      }
      const filled = await fillStaging(client, empty, { reader, signal, onRows })
      const read = since === undefined ? 'full' : 'incremental'
      staged.push({ ...empty, ...filled, rejected: 0, read, cursorBound, fingerprint: undefined })
      progress.finished(table.name)
    } catch (error) {
      throw copyFailure(error, table.name)
    }
  }
  return staged
}
