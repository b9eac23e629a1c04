import type { RelationColumn } from '@aaps-data/sources'
import type { ClientBase } from 'pg'
import type { Plan } from '../plan/plan-run.ts'
import { canonicalTypes } from '../sql/canonical-types.ts'
import { selectKnownTypes } from '../sql/describe-columns.ts'
import { describeTargetTables, type ActualTable } from '../sql/describe-target-tables.ts'

/** The columns that there are on both sides of a dataset, by the names of its tables. */
export interface ColumnFacts {
  readonly inSource: ReadonlyMap<string, readonly RelationColumn[]>
  /** Without the tables that the target lacks. */
  readonly inTarget: ReadonlyMap<string, ActualTable>
  /** Each type of the definition as the target's server writes it. */
  readonly canonical: ReadonlyMap<string, string | undefined>
  /** Types of the source that the target's server knows. */
  readonly knownTypes: ReadonlySet<string>
}

/**
 * Reads the target's catalog, in an open transaction, beside what the source has told:
 * `relations` has the columns of each of the plan's source tables.
 */
export async function readColumnFacts(
  client: ClientBase,
  { dataset, sourceTables }: Plan,
  relations: readonly (readonly RelationColumn[])[],
): Promise<ColumnFacts> {
  const declared = dataset.tables.flatMap(({ columns }) => columns)
  const written = declared.flatMap(({ type, sourceType = type }) => [type, sourceType])
  const ofSource = relations.flat().flatMap(({ type }) => type ?? [])
  const names = dataset.tables.map(({ name }) => name)
  return {
    inSource: new Map(sourceTables.map(({ name }, place) => [name, relations[place] ?? []])),
    inTarget: await describeTargetTables(client, dataset.target.schema, names),
    canonical: await canonicalTypes(client, written),
    knownTypes: await selectKnownTypes(client, [...new Set(ofSource)]),
  }
}
