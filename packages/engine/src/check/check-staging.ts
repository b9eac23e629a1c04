import type { AttemptLedger } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import type { Plan } from '../plan/plan-run.ts'
import { analyzeStaging } from '../sql/analyze-staging.ts'
import { toldRejects } from '../sql/reject-tables.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import { selectExamples } from '../sql/tell-rejects.ts'
import { stageDerived } from '../stage/stage-derived.ts'
import { describeTarget } from '../target/describe-target.ts'
import { inTargetTransaction } from '../target/target-transaction.ts'
import { checkTables } from './check-tables.ts'
import { openRejectBook, rejectCounts, type RejectBook } from './reject-book.ts'
import { rejectsFailure } from './rejects-failure.ts'

export interface CheckOptions {
  readonly target: Knex
  readonly ledger: AttemptLedger
  readonly plan: Plan
  readonly fence: number
  /** The tables of the source. */
  readonly staged: readonly StagedTable[]
  readonly signal: AbortSignal
}

const examplesPerRule = 3

/**
 * Checks every row that was staged, takes those out that break rules, and stages and checks the
 * derived tables over what is left. What was found is in the ledger when it ends, also when it
 * throws because it is more than is tolerated: `KEY_NULL`, `KEY_DUPLICATE` or `VALUE_NOT_CARRIED`
 * where that is all there is, `ROWS_REJECTED` otherwise. No lock is held on the target's tables.
 */
export async function checkStaging(options: CheckOptions): Promise<readonly StagedTable[]> {
  const { plan, staged, signal } = options
  const { derivedTables } = plan
  const partly = staged.filter(({ read }) => read !== 'full')
  const sources = await inBook(
    options,
    [...partly.map(({ table }) => table), ...derivedTables],
    (book) => checkTables(book, { tables: staged, before: [], signal }),
  )
  if (derivedTables.length === 0) return sources
  const derived = await inBook(options, plan.sourceTables, (book) =>
    deriveTables(book, { ...options, staged: sources }),
  )
  return [...sources, ...derived]
}

async function deriveTables(
  book: RejectBook,
  { plan, fence, staged, signal }: CheckOptions,
): Promise<readonly StagedTable[]> {
  const { client } = book
  const { dataset } = plan
  const targetTypes = await describeTarget(client, dataset)
  await analyzeStaging(client, staged)
  const derived: StagedTable[] = []
  for (const table of plan.derivedTables) {
    signal.throwIfAborted()
    const before = [...staged, ...derived]
    const rows = await stageDerived(client, { dataset, fence, table, staged: before, targetTypes })
    derived.push(...(await checkTables(book, { tables: [rows], before, signal })))
  }
  return derived
}

/** Does a check in a transaction, with its findings in the ledger, and then judges them. */
async function inBook(
  { target, ledger, plan: { dataset, leftOut }, signal }: CheckOptions,
  unseen: readonly { readonly name: string }[],
  check: (book: RejectBook) => Promise<readonly StagedTable[]>,
): Promise<readonly StagedTable[]> {
  const { name, lockTimeoutSeconds } = dataset
  const { tables, failure } = await inTargetTransaction(
    target,
    { signal, lockTimeoutSeconds },
    async ({ client, knex }) => {
      // What is lost in a crash of the server, the next attempt finds again.
      await client.query('set local synchronous_commit = off')
      const book = openRejectBook(client, name)
      const checked = await check(book)
      const { groups } = book
      await ledger.recordRejects(knex, {
        counts: rejectCounts(book),
        relation: groups.length === 0 ? undefined : toldRejects,
        unseenTables: [...unseen.map((table) => table.name), ...leftOut],
      })
      const examples = groups.length === 0 ? [] : await selectExamples(client, examplesPerRule)
      return { tables: checked, failure: rejectsFailure(checked, groups, examples) }
    },
  )
  if (failure !== undefined) throw failure
  return tables
}
