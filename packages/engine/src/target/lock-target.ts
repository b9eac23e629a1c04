import { SyncError } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import { targetFailure } from '../failures/target-failure.ts'
import { selectLockHolders } from '../sql/lock-holders.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import type { TargetTransaction } from './target-transaction.ts'

/**
 * Locks the target's tables against every writer, until the transaction ends; readers go on. All
 * attempts lock in the order of the names. Throws `TARGET_LOCKED`, naming who holds a lock, when
 * the lock timeout passes.
 */
export async function lockTarget(
  target: Knex,
  { client }: TargetTransaction,
  tables: readonly StagedTable[],
): Promise<void> {
  const relations = tables.map((table) => table.target).sort()
  if (relations.length === 0) return
  try {
    await client.query(`lock table ${relations.join(', ')} in share row exclusive mode`)
  } catch (error) {
    const failure = targetFailure(error)
    if (!(failure instanceof SyncError) || failure.code !== 'TARGET_LOCKED') throw failure
    // Our transaction is void by now: another connection has to ask.
    const holders = await selectLockHolders(target, relations).catch(() => [])
    throw new SyncError('TARGET_LOCKED', { ...failure.details, holders }, error)
  }
}
