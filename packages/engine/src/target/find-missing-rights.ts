import type { Dataset } from '@aaps-data/catalog'
import type { Knex } from 'knex'
import { targetFailure } from '../failures/target-failure.ts'
import { selectMissingRights, type MissingRight } from '../sql/missing-rights.ts'
import { stagingSchema } from '../sql/staging-name.ts'
import { inTargetTransaction } from './target-transaction.ts'

/**
 * The rights that the target's login lacks for runs of a dataset, and with `toAlter` for a migration
 * of its tables, each with the statement that gives it. Changes nothing.
 */
export async function findMissingRights({
  target,
  dataset,
  toAlter,
}: {
  readonly target: Knex
  readonly dataset: Dataset
  readonly toAlter: boolean
}): Promise<readonly MissingRight[]> {
  const { signal } = new AbortController()
  const { lockTimeoutSeconds } = dataset
  const tables = dataset.tables.map((table) => table.name)
  const { schema } = dataset.target
  try {
    return await inTargetTransaction(target, { signal, lockTimeoutSeconds }, ({ client }) =>
      selectMissingRights(client, { stagingSchema, schema, tables, toAlter }),
    )
  } catch (error) {
    throw targetFailure(error, { dataset: dataset.name })
  }
}
