import { requestKeyOf, requestRun } from '@aaps-data/ledger'
import type { Knex } from 'knex'

/** A queued run of a dataset; the same name gives the same run. */
export async function aLedgerRun(db: Knex, name: string, dataset = 'registro'): Promise<string> {
  const { runId } = await requestRun(
    db,
    {
      dataset,
      class: 'interactive',
      origin: 'page',
      key: requestKeyOf('tests', name),
      requestedBy: 'omar',
      maxAttempts: 3,
    },
    'test',
  )
  return runId
}
