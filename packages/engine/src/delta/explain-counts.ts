import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { digestStaging } from '../digest/digest-table.ts'
import { requireStagedRows, type StagedTable } from '../sql/staged-table.ts'
import { requireUniqueTarget } from './require-unique-target.ts'

/**
 * The error of a comparison whose numbers do not add up: `STAGING_INCOMPLETE` when staging does not
 * hold what was put there, `TARGET_KEY_MISSING` when rows of the target share a key; otherwise staged
 * rows must share one, which a run that takes nothing on trust finds and tells: `FULL_READ_NEEDED`.
 */
export async function explainCounts(
  client: ClientBase,
  table: StagedTable,
  { provesAll, ...counts }: { readonly provesAll: boolean } & Readonly<Record<string, unknown>>,
): Promise<Error> {
  try {
    requireStagedRows(table, (await digestStaging(client, table)).rows)
    await requireUniqueTarget(client, table)
  } catch (error) {
    if (error instanceof SyncError) return error
    throw error
  }
  return provesAll
    ? new Error(`Table ${table.table.name} cannot be compared: ${JSON.stringify(counts)}`)
    : new SyncError('FULL_READ_NEEDED', { table: table.table.name })
}
