import type { Dataset } from '@aaps-data/catalog'
import type { Knex } from 'knex'
import type { Tie } from '../plan/tied-tables.ts'
import { selectForeignKeys } from '../sql/foreign-keys.ts'
import { qualifiedName } from '../sql/quote-identifier.ts'
import { inTargetTransaction } from './target-transaction.ts'

/**
 * Asks the target which foreign keys the tables of a dataset have among themselves, also those that
 * no definition names. A table that is not there yet has none.
 */
export async function findTies(
  target: Knex,
  { dataset, signal }: { readonly dataset: Dataset; readonly signal: AbortSignal },
): Promise<readonly Tie[]> {
  const { lockTimeoutSeconds, tables } = dataset
  const nameAt = (place: number) => tables[place]?.name ?? ''
  const relations = tables.map(({ name }) => qualifiedName(dataset.target.schema, name))
  const keys = await inTargetTransaction(target, { signal, lockTimeoutSeconds }, ({ client }) =>
    selectForeignKeys(client, relations),
  )
  return keys.map(({ child, parent }) => ({ child: nameAt(child), parent: nameAt(parent) }))
}
