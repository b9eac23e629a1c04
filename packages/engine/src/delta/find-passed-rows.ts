import type { Baseline, Notice } from '@aaps-data/ledger'
import type { ClientBase } from 'pg'
import { digestTie } from '../digest/digest-tie.ts'
import { countPassedRows } from '../sql/rows-before-bound.ts'
import type { ChangedTable } from './collect-changes.ts'

/**
 * Tells in which tables with a cursor, of those that were read in full, the source has written rows
 * that no incremental run could see: they lie before what the last one had read. Nothing is told
 * where such a row may have another reason: somebody has edited the target, or rows were rejected.
 */
export async function findPassedRows(
  client: ClientBase,
  {
    changed,
    edits,
    baseline,
    major,
  }: {
    readonly changed: readonly ChangedTable[]
    readonly edits: readonly Notice[]
    readonly baseline: Baseline | undefined
    readonly major: number
  },
): Promise<readonly Notice[]> {
  if (baseline === undefined || baseline.hasOpenRejects) return []
  const notices: Notice[] = []
  for (const { delta, changes } of changed) {
    const { table, columns, read } = delta.table
    if (read !== 'full' || table.kind !== 'source' || changes === undefined) continue
    const { name, cursor } = table
    const known = baseline.tables.get(name)
    const isEdited = edits.some((edit) => edit.table === name)
    if (cursor === undefined || known?.cursorBound === undefined || isEdited) continue
    if (known.digestTie !== digestTie(columns, major)) continue
    const rows = await countPassedRows(client, {
      table: delta.table,
      changes,
      cursor,
      bound: known.cursorBound,
    })
    if (rows === 0) continue
    notices.push({
      code: 'CURSOR_PASSED_ROWS',
      table: name,
      details: { column: cursor.column, rows },
    })
  }
  return notices
}
