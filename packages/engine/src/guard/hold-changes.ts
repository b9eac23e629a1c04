import type { Dataset } from '@aaps-data/catalog'
import { reportError, SyncError, type ErrorReport } from '@aaps-data/contracts'
import type { AttemptLedger, Breach, Hold, KeptTable } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import type { StagedTable } from '../sql/staged-table.ts'
import { inTargetTransaction } from '../target/target-transaction.ts'

/**
 * Makes the staging tables of an attempt last: they are written to the log, so that a crash of the
 * server does not empty them while a person thinks. As that takes as long as staging is large, it is
 * done in a transaction of its own, in which the target's tables are not locked.
 */
export async function makeStagingLast(
  target: Knex,
  {
    staged,
    dataset: { lockTimeoutSeconds },
    ledger,
    signal,
  }: {
    readonly staged: readonly StagedTable[]
    readonly dataset: Dataset
    readonly ledger: AttemptLedger
    readonly signal: AbortSignal
  },
): Promise<void> {
  await inTargetTransaction(target, { signal, lockTimeoutSeconds }, async ({ knex, client }) => {
    await ledger.lockFence(knex)
    for (const { staging } of staged) await client.query(`alter table ${staging} set logged`)
  })
}

/** What a later attempt must know of staging tables to take them up. */
export function keptTables(staged: readonly StagedTable[]): readonly KeptTable[] {
  return staged.map(({ table, read, rows, rejected, columns, ...known }) => ({
    table: table.name,
    read,
    rows,
    rejected,
    columns,
    ...(known.cursorBound === undefined ? {} : { cursorBound: known.cursorBound }),
    ...(known.fingerprint === undefined ? {} : { fingerprint: known.fingerprint }),
    ...(known.isRepeatable === undefined ? {} : { isRepeatable: known.isRepeatable }),
  }))
}

/** Why a delta was held, for the page; nothing when a person has asked to see it first. */
export function holdReason(
  kind: Hold['kind'],
  breaches: readonly Breach[],
): ErrorReport | undefined {
  if (kind === 'preview') return undefined
  return reportError(
    new SyncError('GUARD_BREACHED', { phase: 'delta', written: 'nothing', breaches }),
  )
}
