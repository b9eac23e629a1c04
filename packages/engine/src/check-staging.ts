import type { Knex } from 'knex'
import { atTable } from './at-table.ts'
import { checkCasts } from './check-casts.ts'
import { checkKeys } from './check-keys.ts'
import type { StagedTable } from './staged-table.ts'
import { inTargetTransaction } from './target-transaction.ts'

/** Checks what was staged, before any lock is taken: values, then keys. Writes nothing. */
export async function checkStaging(
  target: Knex,
  staged: readonly StagedTable[],
  options: { readonly signal: AbortSignal; readonly lockTimeoutSeconds: number },
): Promise<void> {
  await inTargetTransaction(target, options, async ({ client }) => {
    // Of unique keys every row is a group of its own: sorting them, which costs next to nothing
    // when they come in order, beats hashing them and gathering the groups of several workers.
    await client.query(
      'set local max_parallel_workers_per_gather = 0; set local enable_hashagg = off',
    )
    for (const table of staged) {
      options.signal.throwIfAborted()
      await atTable(table.table.name, async () => {
        await checkCasts(client, table)
        await checkKeys(client, table)
      })
    }
  })
}
