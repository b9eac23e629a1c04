import type { Dataset, DerivedTable } from '@aaps-data/catalog'
import { SyncError, type SyncErrorCode } from '@aaps-data/contracts'
import type { Client } from 'pg'
import { targetFailure } from '../failures/target-failure.ts'
import { createStagingAs, withTables } from '../sql/create-staging.ts'
import { describeColumns } from '../sql/describe-columns.ts'
import { qualifiedName, quoteIdentifier } from '../sql/quote-identifier.ts'
import { stagedValue, type StagedTable } from '../sql/staged-table.ts'
import { stagingName, stagingRelation, stagingSchema } from '../sql/staging-name.ts'
import { selectUnrepeatable } from '../sql/unrepeatable.ts'
import { imageTypeInTarget, type TargetTypes } from '../target/describe-target.ts'

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
  const { rows, isRepeatable } = await runQuery(client, table, staging, staged)
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
  const columns = found.map(({ name, type }, place) => ({
    name,
    stagedType: type,
    ...imageTypeInTarget(targetTypes, table.name, name),
    cleaning: table.columns[place]?.cleaning,
  }))
  const target = qualifiedName(dataset.target.schema, table.name)
  return {
    table,
    staging,
    target,
    columns,
    rows,
    rejected: 0,
    read: 'full',
    cursorBound: undefined,
    fingerprint: undefined,
    isRepeatable,
  }
}

async function runQuery(
  client: Client,
  table: DerivedTable,
  staging: string,
  staged: readonly StagedTable[],
): Promise<Pick<StagedTable, 'rows' | 'isRepeatable'>> {
  const tables = staged.map((each) => ({ name: each.table.name, select: selectStaged(each) }))
  const names = table.columns.map((column) => column.name)
  try {
    const query = withTables(tables, table.query)
    const { rowCount } = await client.query(createStagingAs(staging, names, query))
    const unrepeatable = await selectUnrepeatable(client, query)
    return { rows: rowCount ?? 0, isRepeatable: unrepeatable.length === 0 }
  } catch (error) {
    const failure = targetFailure(error)
    if (failure instanceof SyncError && passing.has(failure.code)) throw failure
    throw new SyncError('DERIVED_TABLE_FAILED', { table: table.name }, error)
  }
}

// A query was written for the columns of the definition: a name that it uses must not come to
// mean one that was added.
function selectStaged({ table, staging, columns }: StagedTable): string {
  const added = new Set(table.columns.filter(({ isAdded }) => isAdded).map(({ name }) => name))
  const values = columns
    .filter(({ name }) => !added.has(name))
    .map((column) => `${stagedValue(column, 's')} as ${quoteIdentifier(column.name)}`)
  return `select ${values.join(', ')} from ${staging} as s`
}
