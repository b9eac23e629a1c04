import type { Snapshot } from '@aaps-data/sources'
import type { Client } from 'pg'
import { copyFailure } from './copy-failure.ts'
import type { EmptyStaging } from './create-staging-tables.ts'
import { stageTable } from './stage-table.ts'
import type { StagedTable } from './staged-table.ts'
import type { ReportProgress } from './sync-progress.ts'

/** Reads every table of a snapshot into its staging table, one after the other. */
export async function readSource(
  client: Client,
  {
    tables,
    snapshot,
    progress,
    signal,
  }: {
    readonly tables: readonly EmptyStaging[]
    readonly snapshot: Snapshot
    readonly progress: ReportProgress
    readonly signal: AbortSignal
  },
): Promise<readonly StagedTable[]> {
  const staged: StagedTable[] = []
  let rowsBefore = 0
  for (const [tablesDone, empty] of tables.entries()) {
    signal.throwIfAborted()
    const { name } = empty.table
    const onRows = (rows: number) => {
      progress({
        phase: 'stage',
        tablesDone,
        tablesTotal: tables.length,
        table: name,
        rows: rowsBefore + rows,
      })
    }
    onRows(0)
    try {
      const rows = await stageTable({
        rows: snapshot.read(empty.table),
        client,
        staging: empty.staging,
        columns: empty.columns.map((column) => column.name),
        signal,
        onRows,
      })
      staged.push({ ...empty, rows })
      rowsBefore += rows
    } catch (error) {
      throw copyFailure(error, name)
    }
  }
  return staged
}
