import type { Knex } from 'knex'
import { withClient } from './pool-client.ts'

/**
 * Asks one question on a connection of the pool, outside any transaction. Values go in as $1, $2;
 * knex itself would take every question mark in a name or an operator for one.
 */
export function selectRows<Row extends object>(
  target: Knex,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  return withClient(target, async (client) => (await client.query<Row>(sql, [...values])).rows)
}
