import type { DriftPolicy, Table } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import type { Approval, KeptTable } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import { withClient } from '../connection/pool-client.ts'
import { adaptPlan } from '../plan/adapt-plan.ts'
import type { Plan } from '../plan/plan-run.ts'
import { describeColumns } from '../sql/describe-columns.ts'
import { qualifiedName } from '../sql/quote-identifier.ts'
import { stagingName, stagingRelation, stagingSchema } from '../sql/staging-name.ts'
import { describeTarget, imageTypeInTarget } from '../target/describe-target.ts'
import type { StagedSnapshot } from './take-snapshot.ts'

/**
 * Takes up what an attempt before has staged and a person has approved, with the columns that it
 * has carried. Throws `APPROVAL_OUTDATED` when the dataset has been defined otherwise since, or the
 * rows are gone.
 */
export async function adoptStaging(
  target: Knex,
  { plan: asDefined, approval }: { readonly plan: Plan; readonly approval: Approval },
): Promise<StagedSnapshot> {
  if (approval.definitionDigest !== asDefined.definitionDigest) {
    throw new SyncError('APPROVAL_OUTDATED', { reason: 'definition' })
  }
  const keptTables = new Map(approval.staged.map((table) => [table.table, table]))
  const keptOf = ({ name }: Table) => {
    const table = keptTables.get(name)
    if (table === undefined) throw outdated(name, 'definition')
    return table
  }
  const { drift, tables } = asDefined.dataset
  const carried = tables.map((table) => carriedTable(table, keptOf(table), drift))
  const plan = adaptPlan(asDefined, carried)
  const { dataset } = plan

  const stagedName = ({ name }: Table) => stagingName(dataset.name, approval.fence, name)
  const { types, relations } = await withClient(target, async (client) => ({
    types: await describeTarget(client, dataset),
    relations: await describeColumns(client, stagingSchema, dataset.tables.map(stagedName)),
  }))
  const present = new Set(relations.map(({ relation }) => relation))
  const staged = dataset.tables.map((table) => {
    if (!present.has(stagedName(table))) throw outdated(table.name, 'staging')
    const { rejected = 0, columns, ...kept } = keptOf(table)
    return {
      table,
      staging: stagingRelation(dataset.name, approval.fence, table.name),
      target: qualifiedName(dataset.target.schema, table.name),
      columns: columns.map((column, place) => ({
        ...column,
        cleaning: table.columns[place]?.cleaning,
        ...imageTypeInTarget(types, table.name, column.name),
      })),
      rows: kept.rows,
      rejected,
      read: kept.read,
      cursorBound: kept.cursorBound,
      fingerprint: kept.fingerprint,
      isRepeatable: kept.isRepeatable,
    }
  })
  return { kind: 'staged', plan, snapshot: approval.snapshot, staged, notices: [] }
}

/**
 * The table with the columns that were staged: those of its definition, without some and with more
 * only where the dataset's policy for drifts of the source lets it.
 */
function carriedTable(table: Table, { columns }: KeptTable, drift: DriftPolicy): Table {
  const declared = new Map(table.columns.map((column) => [column.name, column]))
  const carried = columns.map(
    ({ name, targetType: type }) =>
      declared.get(name) ?? { name, source: name, type, nullable: true, isAdded: true },
  )
  const isWhole = table.columns.every((column) => carried.includes(column))
  const isWider = carried.some(({ isAdded }) => isAdded)
  if ((!isWhole && drift !== 'ignore') || (isWider && drift !== 'add')) {
    throw outdated(table.name, 'definition')
  }
  return { ...table, columns: carried }
}

function outdated(table: string, reason: 'definition' | 'staging'): SyncError {
  return new SyncError('APPROVAL_OUTDATED', { table, reason })
}
