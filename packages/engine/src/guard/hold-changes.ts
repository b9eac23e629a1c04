import { reportError, SyncError, type ErrorReport } from '@aaps-data/contracts'
import type { Breach, Hold, KeptTable } from '@aaps-data/ledger'
import type { ClientBase } from 'pg'
import type { StagedTable } from '../sql/staged-table.ts'

/**
 * Makes the staging tables of an attempt last: they are written to the log, so that a crash of the
 * server does not empty them while a person thinks. Gives what a later attempt must know of them.
 */
export async function keepStaging(
  client: ClientBase,
  staged: readonly StagedTable[],
): Promise<readonly KeptTable[]> {
  for (const { staging } of staged) await client.query(`alter table ${staging} set logged`)
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
