import type { Knex } from 'knex'
import { notFound } from '../plugins/problems.ts'
import { queryRows } from './query-rows.ts'

/** The dataset of a run. Throws a problem with 404 when the ledger has no such run. */
export async function findDatasetOfRun(db: Knex, runId: string): Promise<string> {
  const [run] = await queryRows<{ dataset: string }>(
    db,
    'select dataset from sync.runs where id = ?',
    [runId],
  )
  if (run === undefined) throw notFound()
  return run.dataset
}
