import type { Dataset, Table } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import type { Snapshot, Source } from '@aaps-data/sources'
import type { Knex } from 'knex'
import type { Client } from 'pg'
import { readColumnFacts } from '../columns/column-facts.ts'
import { driftError } from '../columns/drift-fault.ts'
import { judgeColumns } from '../columns/judge-columns.ts'
import { targetFailure } from '../failures/target-failure.ts'
import { withholdMasked } from '../failures/withhold-masked.ts'
import { planRun, type Plan } from '../plan/plan-run.ts'
import { dropTables } from '../sql/drop-staging.ts'
import { qualifiedName } from '../sql/quote-identifier.ts'
import { describeTarget } from '../target/describe-target.ts'
import { inTargetTransaction } from '../target/target-transaction.ts'
import { chooseMethods, type Method, type StagingReason } from './choose-methods.ts'
import { compareSides, type Comparison, type DigestSide } from './compare-sides.ts'
import { stagingSide, targetSide } from './relation-side.ts'
import { stageForComparison } from './stage-for-comparison.ts'

export interface VerifyOptions {
  readonly dataset: Dataset
  readonly source: Source
  readonly target: Knex
  readonly signal: AbortSignal
}

/** What was found of one table. `sourceRows` are all that the source has, rejected ones too. */
export interface TableVerification extends Comparison {
  readonly table: string
  readonly method: 'digests' | 'staging'
  /** Why it was staged. */
  readonly reason?: StagingReason
  /** How many of the source's rows broke a rule: they are not compared. */
  readonly rejected: number
}

/**
 * Compares every table of a dataset with its source, whatever any receipt says, and gives what was
 * found of each, in the order of the definition. The rows stay where they are and are compared by
 * bisecting digests; where the two sides cannot write the same texts, and for derived tables, the
 * source is staged first. Source and target are each read at one instant. Tables that differ are
 * compared once more at later instants, and the second finding counts: what a run between the two
 * readings explains is gone by then. Writes nothing to the target's tables and takes no lock that
 * a run waits for. Throws `SyncError` as a run does, and the signal's reason after an abort.
 */
export async function verifyDataset(options: VerifyOptions): Promise<readonly TableVerification[]> {
  const { dataset, signal } = options
  const plan = planRun(dataset, { mode: 'full', baseline: undefined, at: new Date() })
  try {
    const names = dataset.tables.map(({ name }) => name)
    const first = await verifyTables(options, plan, new Set(names))
    const differing = names.filter((name) => first.get(name)?.isEqual === false)
    const second =
      differing.length > 0 ? await verifyTables(options, plan, new Set(differing)) : undefined
    return names.flatMap((name) => second?.get(name) ?? first.get(name) ?? [])
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw withholdMasked(nothingWritten(targetFailure(error)), dataset)
  }
}

async function verifyTables(
  { dataset, source, target, signal }: VerifyOptions,
  plan: Plan,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, TableVerification>> {
  const { lockTimeoutSeconds } = dataset
  const snapshot = await source.openSnapshot({ signal, tables: plan.sourceTables })
  try {
    return await inTargetTransaction(
      target,
      { signal, lockTimeoutSeconds, isOneInstant: true, waitsForSource: true },
      async ({ client }) => {
        const carried = await carriedPlan(client, plan, snapshot)
        return compareTables(client, { plan: carried, names, snapshot, signal })
      },
    )
  } finally {
    await snapshot.release()
  }
}

/** The plan with the columns that runs carry: those that the source lacks must be dispensable. */
async function carriedPlan(client: Client, plan: Plan, snapshot: Snapshot): Promise<Plan> {
  const relations = await snapshot.describeRelations(plan.sourceTables)
  const facts = await readColumnFacts(client, plan, relations)
  const { plan: carried, faults } = judgeColumns(plan, facts, { mayAlter: false })
  const error = driftError(faults.filter(({ code }) => code === 'SOURCE_COLUMN_MISSING'))
  if (error !== undefined) throw error
  return carried
}

async function compareTables(
  client: Client,
  {
    plan,
    names,
    snapshot,
    signal,
  }: {
    readonly plan: Plan
    readonly names: ReadonlySet<string>
    readonly snapshot: Snapshot
    readonly signal: AbortSignal
  },
): Promise<ReadonlyMap<string, TableVerification>> {
  const { dataset } = plan
  const wanted = dataset.tables.filter(({ name }) => names.has(name))
  const targetTypes = await describeTarget(client, dataset)
  const methods = await chooseMethods(client, { plan, snapshot, targetTypes })
  const toStage = new Set(wanted.filter((table) => methods.get(table)?.by === 'staging'))
  const staged =
    toStage.size > 0
      ? await stageForComparison(client, { plan, wanted: toStage, snapshot, targetTypes, signal })
      : []

  const found = new Map<string, TableVerification>()
  for (const table of wanted) {
    const method = methods.get(table)
    if (method === undefined) continue
    const relation = qualifiedName(dataset.target.schema, table.name)
    const areApart = method.by === 'digests'
    const rejected = areApart ? 0 : stagedOf(staged, table).rejected
    const source = areApart ? sourceSide(method) : stagingSide(client, stagedOf(staged, table))
    const sides = { source, target: targetSide(client, table, relation), areApart }
    const comparison = await compareSides(sides, signal)
    const sourceRows = comparison.sourceRows + rejected
    const words = { table: table.name, ...wordsOf(method) }
    found.set(table.name, { ...words, ...comparison, sourceRows, rejected })
  }
  if (staged.length > 0) await client.query(dropTables(staged.map(({ staging }) => staging)))
  return found
}

function sourceSide({ digests, digested }: Extract<Method, { by: 'digests' }>): DigestSide {
  return {
    digestBuckets: (level) => digests.digestBuckets(digested, level),
    digestKeys: (level) => digests.digestKeys(digested, level),
  }
}

function stagedOf<T extends { readonly table: Table }>(staged: readonly T[], table: Table): T {
  const found = staged.find((each) => each.table === table)
  if (found === undefined) throw new Error(`${table.name} was not staged`)
  return found
}

function wordsOf(method: Method): Pick<TableVerification, 'method' | 'reason'> {
  return method.by === 'digests'
    ? { method: 'digests' }
    : { method: 'staging', reason: method.reason }
}

function nothingWritten(failure: unknown): unknown {
  if (!(failure instanceof SyncError)) return failure
  return new SyncError(failure.code, { written: 'nothing', ...failure.details }, failure.cause)
}
