import type { Knex } from 'knex'

/**
 * Does `work` in a transaction during which no run of the dataset can start. Answers `busy`, having
 * done nothing, while a run is under way.
 */
export async function holdDataset<T>(
  db: Knex,
  dataset: string,
  work: (transaction: Knex.Transaction) => Promise<T>,
): Promise<T | 'busy'> {
  // Committed by itself: a claim would wait for a row that is only half there.
  await db.raw(`insert into sync.datasets (name) values (?) on conflict do nothing`, [dataset])
  return db.transaction(async (transaction) => {
    const { rows } = await transaction.raw<{ rows: { is_free: boolean }[] }>(
      `select lease_until is null as is_free from sync.datasets where name = ? for update`,
      [dataset],
    )
    return rows[0]?.is_free === true ? work(transaction) : 'busy'
  })
}
