import type { Dataset } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import type { StagedTable } from '../sql/staged-table.ts'
import { describeTarget, typeInTarget } from './describe-target.ts'

/**
 * Throws `TARGET_CHANGED` when a column of the target has got another type since its rows were
 * staged: what was checked against one type would be rounded or cut to fit the other. The target
 * must be locked.
 */
export async function requireSameTypes(
  client: ClientBase,
  dataset: Dataset,
  staged: readonly StagedTable[],
): Promise<void> {
  const types = await describeTarget(client, dataset)
  for (const { table, columns } of staged) {
    for (const { name: column, targetType } of columns) {
      const found = typeInTarget(types, table.name, column)
      if (found === targetType) continue
      const details = { table: table.name, column, expectedType: targetType, targetType: found }
      throw new SyncError('TARGET_CHANGED', details)
    }
  }
}
