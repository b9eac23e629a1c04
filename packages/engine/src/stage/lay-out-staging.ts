import type { SourceTable } from '@aaps-data/catalog'
import type { RowForm } from '@aaps-data/contracts'
import type { RowPlaces, Snapshot, SourceColumn } from '@aaps-data/sources'
import type { Client } from 'pg'
import { isPortable } from '../columns/portable-type.ts'
import { readSince, type Plan } from '../plan/plan-run.ts'
import { selectKnownTypes } from '../sql/describe-columns.ts'
import { qualifiedName } from '../sql/quote-identifier.ts'
import { selectServerMajor } from '../sql/server-major.ts'
import type { StagedColumn } from '../sql/staged-table.ts'
import { stagingRelation } from '../sql/staging-name.ts'
import { imageTypeInTarget, type TargetTypes } from '../target/describe-target.ts'

/** A staging table that is to be created and filled. */
export interface EmptyStaging {
  readonly table: SourceTable
  readonly staging: string
  readonly target: string
  readonly columns: readonly StagedColumn[]
  /** The bound from which the table is read on; undefined when all of it is. */
  readonly since: string | undefined
  /** How the source writes the rows, and the target reads them. */
  readonly form: RowForm
  /** Whether the source itself keeps the key unique and without nulls, and is believed. */
  readonly isKeyKept: boolean
  /** Where the rows stand in their source, where it says so. */
  readonly places: RowPlaces | undefined
}

/**
 * Lays out a staging table for each table of the source. Its columns have the source's types where
 * the target knows them, so that the rows come in as they are, and text elsewhere.
 */
export async function layOutStaging(
  client: Client,
  {
    plan,
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
  const { dataset, sourceTables } = plan
  const described = await snapshot.describe(sourceTables)
  const keptKeys = (await snapshot.keepsKeys?.(sourceTables)) ?? []
  const places = (await snapshot.placeRows?.(sourceTables)) ?? []
  const known = await selectKnownTypes(client, distinctTypes(described.flat()))
  const sharesBinaryForm =
    snapshot.binaryMajor !== undefined && snapshot.binaryMajor === (await selectServerMajor(client))

  return sourceTables.map((table, place) => {
    const sourceTypes = described[place]?.map(({ type }) => type) ?? []
    const columns = table.columns.map(({ name, cleaning }, position) => {
      const imageType = imageTypeInTarget(targetTypes, table.name, name)
      const { targetType } = imageType
      const stagedType = stagingType(sourceTypes[position], { targetType, known })
      return { name, stagedType, ...imageType, cleaning }
    })
    return {
      table,
      staging: stagingRelation(dataset.name, fence, table.name),
      target: qualifiedName(dataset.target.schema, table.name),
      columns,
      since: readSince(plan, table),
      form: sharesBinaryForm && isCarriedInBinary(columns, sourceTypes) ? 'binary' : 'text',
      isKeyKept: !plan.provesAll && keptKeys[place] === true,
      places: places[place],
    }
  })
}

function isCarriedInBinary(
  columns: readonly StagedColumn[],
  sourceTypes: readonly (string | undefined)[],
): boolean {
  return columns.every(
    ({ stagedType }, place) => stagedType === sourceTypes[place] && isPortable(stagedType),
  )
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
