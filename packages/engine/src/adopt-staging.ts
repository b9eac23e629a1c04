import type { Dataset, Table } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import type { Approval, KeptTable } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import { describeTarget, typeInTarget } from './describe-target.ts'
import { withClient } from './pool-client.ts'
import { describeColumns } from './sql/describe-columns.ts'
import { qualifiedName } from './sql/quote-identifier.ts'
import type { StagedSnapshot } from './stage-snapshot.ts'
import { stagingName, stagingRelation, stagingSchema } from './staging-name.ts'

/**
 * Takes up what an attempt before has staged and a person has approved. Throws `APPROVAL_OUTDATED`
 * when the dataset has been defined otherwise since, or the rows are gone.
 */
export async function adoptStaging(
  target: Knex,
  { dataset, approval }: { readonly dataset: Dataset; readonly approval: Approval },
): Promise<StagedSnapshot> {
  const stagedName = ({ name }: Table) => stagingName(dataset.name, approval.fence, name)
  const { types, relations } = await withClient(target, async (client) => ({
    types: await describeTarget(client, dataset),
    relations: await describeColumns(client, stagingSchema, dataset.tables.map(stagedName)),
  }))
  const present = new Set(relations.map(({ relation }) => relation))
  const kept = new Map(approval.staged.map((table) => [table.table, table]))
  const staged = dataset.tables.map((table) => {
    if (!present.has(stagedName(table))) {
      throw new SyncError('APPROVAL_OUTDATED', { table: table.name, reason: 'staging' })
    }
    const found = kept.get(table.name)
    if (found === undefined || !hasColumns(found, table.columns)) {
      throw new SyncError('APPROVAL_OUTDATED', { table: table.name, reason: 'definition' })
    }
    return {
      table,
      staging: stagingRelation(dataset.name, approval.fence, table.name),
      target: qualifiedName(dataset.target.schema, table.name),
      columns: found.columns.map((column) => ({
        ...column,
        targetType: typeInTarget(types, table.name, column.name),
      })),
      rows: found.rows,
    }
  })
  return { snapshot: approval.snapshot, staged }
}

function hasColumns(kept: KeptTable, columns: readonly { readonly name: string }[]): boolean {
  return (
    kept.columns.length === columns.length &&
    kept.columns.every(({ name }, place) => name === columns[place]?.name)
  )
}
