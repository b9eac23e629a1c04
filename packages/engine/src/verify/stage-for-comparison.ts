import type { Table } from '@aaps-data/catalog'
import type { Snapshot } from '@aaps-data/sources'
import type { Client } from 'pg'
import { randomInt } from 'node:crypto'
import { checkTables } from '../check/check-tables.ts'
import { mayReject } from '../check/may-reject.ts'
import { openRejectBook } from '../check/reject-book.ts'
import { rejectsFailure } from '../check/rejects-failure.ts'
import type { Plan } from '../plan/plan-run.ts'
import { analyzeStaging } from '../sql/analyze-staging.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import { selectExamples } from '../sql/tell-rejects.ts'
import { layOutStaging } from '../stage/lay-out-staging.ts'
import { readSource } from '../stage/read-source.ts'
import { stageDerived } from '../stage/stage-derived.ts'
import type { TargetTypes } from '../target/describe-target.ts'

const examplesPerRule = 5
const ignore = () => undefined
const progress = { staged: ignore, finished: ignore }

/**
 * Stages tables as a run does, in a transaction that drops them before its end: nobody else ever
 * sees them, and what clears up after runs does not find them. With a derived table among them,
 * every table of the source is staged, since its query may use any, and so it is where rows may be
 * rejected, since others may refer to them. Rejected rows are left out; where there are more than
 * are tolerated it throws as a run does.
 */
export async function stageForComparison(
  client: Client,
  {
    plan,
    wanted,
    snapshot,
    targetTypes,
    signal,
  }: {
    readonly plan: Plan
    readonly wanted: ReadonlySet<Table>
    readonly snapshot: Snapshot
    readonly targetTypes: TargetTypes
    readonly signal: AbortSignal
  },
): Promise<readonly StagedTable[]> {
  const { dataset } = plan
  const derivedTables = plan.derivedTables.filter((table) => wanted.has(table))
  const sourceTables =
    derivedTables.length > 0 || mayReject(dataset)
      ? plan.sourceTables
      : plan.sourceTables.filter((table) => wanted.has(table))
  // Of no attempt: two verifications at once must not wait for each other's names.
  const fence = randomInt(2 ** 47)
  const layout = { plan: { ...plan, sourceTables }, fence, snapshot, targetTypes }
  const queue = [...(await layOutStaging(client, layout))]
  const read = await readSource(client, { queue, reader: snapshot, progress, signal })
  const book = openRejectBook(client, dataset.name)
  const staged = [...(await checkTables(book, { tables: read, before: [], signal }))]

  if (derivedTables.length > 0) await analyzeStaging(client, staged)
  for (const table of plan.derivedTables) {
    if (derivedTables.length === 0) break
    signal.throwIfAborted()
    const rows = await stageDerived(client, { dataset, fence, table, staged, targetTypes })
    staged.push(...(await checkTables(book, { tables: [rows], before: staged, signal })))
  }
  const examples = book.groups.length === 0 ? [] : await selectExamples(client, examplesPerRule)
  const failure = rejectsFailure(staged, book.groups, examples)
  if (failure !== undefined) throw failure
  return staged
}
