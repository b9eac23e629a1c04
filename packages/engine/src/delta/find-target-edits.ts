import type { Baseline, Notice } from '@aaps-data/ledger'
import type { ClientBase } from 'pg'
import type { TableDigest } from '../digest/digest-table.ts'
import { digestTie } from '../digest/digest-tie.ts'
import { emptyDigest, shiftDigest } from '../digest/shift-digest.ts'
import { selectChangedKeys } from '../sql/changed-keys.ts'
import type { ChangedTable } from './collect-changes.ts'
import type { TableDelta } from './compute-delta.ts'

const maxKeys = 20

/**
 * Tells which tables of the target somebody else has changed since the last run: their digest is
 * not the one that its receipt has. It is computed from what differs, without reading them again.
 * Where the source is what it was, every difference is such a change, and the rows are named. What
 * was read incrementally is judged where it was digested, and by the next full read otherwise.
 */
export async function findTargetEdits(
  client: ClientBase,
  {
    deltas,
    changed,
    reread,
    baseline,
    major,
  }: {
    readonly deltas: readonly TableDelta[]
    readonly changed: readonly ChangedTable[]
    /** Targets of tables that were read incrementally, as they are before the run writes. */
    readonly reread: ReadonlyMap<string, TableDigest>
    readonly baseline: Baseline | undefined
    readonly major: number
  },
): Promise<readonly Notice[]> {
  const changes = new Map(changed.map((each) => [each.delta, each]))
  const notices: Notice[] = []
  for (const delta of deltas) {
    const { table, targetRows, sourceDigest } = delta
    const { name } = table.table
    const known = baseline?.tables.get(name)
    if (known?.digestTie !== digestTie(table.columns, major)) continue
    const found = changes.get(delta)
    const before =
      table.read === 'full'
        ? { rows: targetRows, digest: digestBefore(delta, found) }
        : reread.get(name)
    if (before === undefined) continue
    if (before.rows === known.rows && before.digest === known.targetDigest) continue
    const isSourceSteady =
      table.read === 'full' && sourceDigest === known.targetDigest && table.rows === known.rows
    notices.push({
      code: 'TARGET_EDITED',
      table: name,
      details: isSourceSteady ? await nameRows(client, delta, found) : {},
    })
  }
  return notices
}

function digestBefore(
  { isFirstLoad, sourceDigest }: TableDelta,
  changes: ChangedTable | undefined,
): string {
  if (isFirstLoad) return emptyDigest
  if (changes?.images === undefined) return sourceDigest
  const { added, removed } = changes.images
  return shiftDigest(sourceDigest, { added: removed, removed: added })
}

async function nameRows(
  client: ClientBase,
  { table, inserted, updated, deleted }: TableDelta,
  found: ChangedTable | undefined,
): Promise<Notice['details']> {
  const rows = inserted + updated + deleted
  if (found?.changes === undefined || table.table.key.length === 0) return { rows }
  return { rows, keys: await selectChangedKeys(client, table, found.changes, maxKeys) }
}
