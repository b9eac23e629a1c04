import type { Table } from '@aaps-data/catalog'
import type { Snapshot } from '@aaps-data/sources'
import { randomInt } from 'node:crypto'
import type { Client } from 'pg'
import { atTable } from '../at-table.ts'
import { checkCasts } from '../check-casts.ts'
import { createStagingTables } from '../create-staging-tables.ts'
import type { TargetTypes } from '../describe-target.ts'
import type { Plan } from '../plan-run.ts'
import { readSource } from '../read-source.ts'
import { analyzeStaging } from '../sql/analyze-staging.ts'
import { stageDerived } from '../stage-derived.ts'
import type { StagedTable } from '../staged-table.ts'

/**
 * Stages tables as a run does, in a transaction that drops them before its end: nobody else ever
 * sees them, and what clears up after runs does not find them. With a derived table among them,
 * every table of the source is staged, since its query may use any. Throws `VALUE_NOT_CARRIED`
 * where the target's types cannot hold what the source has.
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
    derivedTables.length > 0
      ? plan.sourceTables
      : plan.sourceTables.filter((table) => wanted.has(table))
  // Of no attempt: two verifications at once must not wait for each other's names.
  const fence = randomInt(2 ** 47)
  const empty = await createStagingTables(client, {
    plan: { ...plan, sourceTables },
    fence,
    snapshot,
    targetTypes,
  })
  const progress = () => undefined
  const staged = [...(await readSource(client, { tables: empty, snapshot, progress, signal }))]

  if (derivedTables.length > 0) await analyzeStaging(client, staged)
  for (const table of plan.derivedTables) {
    if (derivedTables.length === 0) break
    signal.throwIfAborted()
    staged.push(await stageDerived(client, { dataset, fence, table, staged, targetTypes }))
  }
  const compared = staged.filter(({ table }) => wanted.has(table))
  for (const table of compared) {
    signal.throwIfAborted()
    await atTable(table.table.name, () => checkCasts(client, table))
  }
  return staged
}
