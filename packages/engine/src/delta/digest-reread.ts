import type { Baseline } from '@aaps-data/ledger'
import type { ClientBase } from 'pg'
import { digestTarget, type TableDigest } from '../digest/digest-table.ts'
import { hasRereadRows } from '../sql/rows-before-bound.ts'
import type { ChangedTable } from './collect-changes.ts'

/**
 * Digests, by name, the targets of tables that were read incrementally and differ in rows that the
 * last run may have read already. Such a row was committed late, or somebody has changed it in the
 * target since: only the target as a whole tells which. Rows past the bound are new in any case, so
 * a run that finds no others reads nothing here. Before anything is written.
 */
export async function digestReread(
  client: ClientBase,
  changed: readonly ChangedTable[],
  baseline: Baseline | undefined,
): Promise<ReadonlyMap<string, TableDigest>> {
  const digests = new Map<string, TableDigest>()
  for (const { delta, changes } of changed) {
    const { table, read } = delta.table
    if (read === 'full' || table.kind !== 'source') continue
    const bound = baseline?.tables.get(table.name)?.cursorBound
    if (changes === undefined || table.cursor === undefined || bound === undefined) continue
    const rows = { table: delta.table, changes, cursor: table.cursor, bound }
    if (await hasRereadRows(client, rows)) {
      digests.set(table.name, await digestTarget(client, delta.table))
    }
  }
  return digests
}
