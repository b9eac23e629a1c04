import type { SourceTable } from '@aaps-data/catalog'
import type { Snapshot, SourceColumn } from '@aaps-data/sources'
import type { Client } from 'pg'
import { typeInTarget, type TargetTypes } from './describe-target.ts'
import type { Plan } from './plan-run.ts'
import { createStaging } from './sql/create-staging.ts'
import { selectKnownTypes } from './sql/describe-columns.ts'
import { qualifiedName } from './sql/quote-identifier.ts'
import type { StagedColumn } from './staged-table.ts'
import { stagingRelation } from './staging-name.ts'

/** A staging table of the target that still waits for the rows of its source. */
export interface EmptyStaging {
  readonly table: SourceTable
  readonly staging: string
  readonly target: string
  readonly columns: readonly StagedColumn[]
}

/**
 * Creates a staging table for each table of the source. Its columns have the source's types where
 * the target knows them, so that the rows come in as they are, and text elsewhere.
 */
export async function createStagingTables(
  client: Client,
  {
    plan: { dataset, sourceTables },
    fence,
    snapshot,
    targetTypes,
  }: {
    readonly plan: Plan
    readonly fence: number
    readonly snapshot: Snapshot
    readonly targetTypes: TargetTypes
  },
): Promise<readonly EmptyStaging[]> {
  const described = await snapshot.describe(sourceTables)
  const known = await selectKnownTypes(client, distinctTypes(described.flat()))

  const tables = sourceTables.map((table, place) => ({
    table,
    staging: stagingRelation(dataset.name, fence, table.name),
    target: qualifiedName(dataset.target.schema, table.name),
    columns: table.columns.map(({ name }, position) => {
      const targetType = typeInTarget(targetTypes, table.name, name)
      const type = described[place]?.[position]?.type
      return { name, stagedType: stagingType(type, { targetType, known }), targetType }
    }),
  }))
  const statements = tables.map(({ staging, columns }) => createStaging(staging, columns))
  await client.query(statements.join(';\n'))
  return tables
}

function distinctTypes(columns: readonly SourceColumn[]): readonly string[] {
  return [...new Set(columns.map(({ type }) => type))].filter((type) => type !== undefined)
}

function stagingType(
  type: string | undefined,
  { targetType, known }: { readonly targetType: string; readonly known: ReadonlySet<string> },
): string {
  if (type === undefined || !known.has(type)) return 'text'
  // A cast from character(n) drops the blanks at the end, a text takes them as the source has them.
  const isPadded = /^(character\(|bpchar)/
  return isPadded.test(type) && !isPadded.test(targetType) ? 'text' : type
}
