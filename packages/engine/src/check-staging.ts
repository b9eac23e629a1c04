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
    // Grouping by a unique key gains nothing from workers, whose groups are gathered one by one.
    await client.query('set local max_parallel_workers_per_gather = 0')
    for (const table of staged) {
      options.signal.throwIfAborted()
      await atTable(table.table.name, async () => {
        await checkCasts(client, table)
        await checkKeys(client, table)
      })
    }
  })
}
