import type { Knex } from 'knex'

/**
 * Does `work` in a transaction during which no run of the dataset can start, however long it takes,
 * and then announces the run that waits. Answers `busy`, having done nothing, while a run is under
 * way.
 */
export async function holdDataset<T>(
  db: Knex,
  dataset: string,
  work: (transaction: Knex.Transaction) => Promise<T>,
): Promise<T | 'busy'> {
  // Committed by itself: a claim would wait for a row that is only half there.
  await db.raw(`select sync.know_dataset(?)`, [dataset])
  return db.transaction(async (transaction) => {
    // The work may go through other connections, and this one is idle meanwhile.
    await transaction.raw(
      `set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0`,
    )
    const { rows } = await transaction.raw<{ rows: { is_free: boolean }[] }>(
      `select lease_until is null as is_free from sync.datasets where name = ? for update`,
      [dataset],
    )
    if (rows[0]?.is_free !== true) return 'busy'
    const result = await work(transaction)
    await transaction.raw(`select sync.nudge_next(?, 'holder')`, [dataset])
    return result
  })
}
