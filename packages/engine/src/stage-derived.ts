import type { Dataset, DerivedTable } from '@aaps-data/catalog'
import { SyncError, type SyncErrorCode } from '@aaps-data/contracts'
import type { Client } from 'pg'
import { typeInTarget, type TargetTypes } from './describe-target.ts'
import { createStagingAs, withTables } from './sql/create-staging.ts'
import { describeColumns } from './sql/describe-columns.ts'
import { qualifiedName, quoteIdentifier } from './sql/quote-identifier.ts'
import { stagedValue, type StagedTable } from './staged-table.ts'
import { stagingName, stagingRelation, stagingSchema } from './staging-name.ts'
import { targetFailure } from './target-failure.ts'

// These say something about the server at this moment, nothing about the query.
const passing = new Set<SyncErrorCode>(['TARGET_UNREACHABLE', 'TARGET_FULL', 'TARGET_LOCKED'])

/**
 * Stages a derived table: runs its query over the tables staged before it, in the types of the
 * target. Throws `DERIVED_TABLE_FAILED` when the query does not work or does not yield as many
 * columns as are declared.
 */
export async function stageDerived(
  client: Client,
  {
    dataset,
    fence,
    table,
    staged,
    targetTypes,
  }: {
    readonly dataset: Dataset
    readonly fence: number
    readonly table: DerivedTable
    readonly staged: readonly StagedTable[]
    readonly targetTypes: TargetTypes
  },
): Promise<StagedTable> {
  const staging = stagingRelation(dataset.name, fence, table.name)
  const rows = await runQuery(client, table, staging, staged)
  const found = await describeColumns(client, stagingSchema, [
    stagingName(dataset.name, fence, table.name),
  ])
  if (found.length !== table.columns.length) {
    throw new SyncError('DERIVED_TABLE_FAILED', {
      table: table.name,
      declaredColumns: table.columns.length,
      queryColumns: found.length,
    })
  }
  const columns = found.map(({ name, type }) => ({
    name,
    stagedType: type,
    targetType: typeInTarget(targetTypes, table.name, name),
  }))
  const target = qualifiedName(dataset.target.schema, table.name)
  return { table, staging, target, columns, rows }
}

async function runQuery(
  client: Client,
  table: DerivedTable,
  staging: string,
  staged: readonly StagedTable[],
): Promise<number> {
  const tables = staged.map((each) => ({ name: each.table.name, select: selectStaged(each) }))
  const names = table.columns.map((column) => column.name)
  try {
    const { rowCount } = await client.query(
      createStagingAs(staging, names, withTables(tables, table.query)),
    )
    return rowCount ?? 0
  } catch (error) {
    const failure = targetFailure(error)
    if (failure instanceof SyncError && passing.has(failure.code)) throw failure
    throw new SyncError('DERIVED_TABLE_FAILED', { table: table.name }, error)
  }
}

function selectStaged({ staging, columns }: StagedTable): string {
  const values = columns.map(
    (column) => `${stagedValue(column, 's')} as ${quoteIdentifier(column.name)}`,
  )
  return `select ${values.join(', ')} from ${staging} as s`
}
