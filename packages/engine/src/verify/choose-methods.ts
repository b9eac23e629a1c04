import type { Table } from '@aaps-data/catalog'
import type { DigestedTable, RowDigests, Snapshot } from '@aaps-data/sources'
import type { ClientBase } from 'pg'
import { mayReject } from '../check/may-reject.ts'
import type { Plan } from '../plan/plan-run.ts'
import { selectServerAlikeness } from '../sql/server-alikeness.ts'
import { typeInTarget, type TargetTypes } from '../target/describe-target.ts'
import { digestedType } from './digested-type.ts'

/** Why a table is staged rather than digested where it is. */
export type StagingReason =
  | 'the source cannot digest its rows'
  | 'source and target write values in different ways'
  | 'a column is of another type in the target'
  | 'the table is derived'
  | 'rows may be rejected'
  | 'texts are cleaned'

/** How a table is compared. */
export type Method =
  | { readonly by: 'digests'; readonly digested: DigestedTable; readonly digests: RowDigests }
  | { readonly by: 'staging'; readonly reason: StagingReason }

/** Chooses for each table of a plan: digests wherever both sides can write the same texts. */
export async function chooseMethods(
  client: ClientBase,
  {
    plan,
    snapshot,
    targetTypes,
  }: { readonly plan: Plan; readonly snapshot: Snapshot; readonly targetTypes: TargetTypes },
): Promise<ReadonlyMap<Table, Method>> {
  const methods = new Map<Table, Method>()
  for (const table of plan.derivedTables) {
    methods.set(table, { by: 'staging', reason: 'the table is derived' })
  }
  const described = await snapshot.describe(plan.sourceTables)
  const digests = snapshot.rowDigests
  const isAlike =
    digests !== undefined && (await selectServerAlikeness(client)) === (await digests.alikeness())
  for (const [place, table] of plan.sourceTables.entries()) {
    const types = table.columns.map(({ name }, position) =>
      digestedType(described[place]?.[position]?.type, typeInTarget(targetTypes, table.name, name)),
    )
    const ofDefinition = reasonOf(plan, table)
    methods.set(
      table,
      ofDefinition === undefined
        ? methodOf({ table, types, digests, isAlike })
        : { by: 'staging', reason: ofDefinition },
    )
  }
  return methods
}

function reasonOf({ dataset }: Plan, { columns }: Table): StagingReason | undefined {
  if (mayReject(dataset)) return 'rows may be rejected'
  return columns.some(({ cleaning }) => cleaning !== undefined) ? 'texts are cleaned' : undefined
}

function methodOf({
  table,
  types,
  digests,
  isAlike,
}: {
  readonly table: DigestedTable['table']
  readonly types: readonly ReturnType<typeof digestedType>[]
  readonly digests: RowDigests | undefined
  readonly isAlike: boolean
}): Method {
  if (digests === undefined) return { by: 'staging', reason: 'the source cannot digest its rows' }
  if (!isAlike) {
    return { by: 'staging', reason: 'source and target write values in different ways' }
  }
  if (types.includes(undefined)) {
    return { by: 'staging', reason: 'a column is of another type in the target' }
  }
  const casts = types.map((type) => (typeof type === 'object' ? type.cast : undefined))
  return { by: 'digests', digested: { table, types: casts }, digests }
}
