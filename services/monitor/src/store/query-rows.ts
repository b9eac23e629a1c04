import { asLedgerFailure } from '@aaps-data/ledger'
import type { Knex } from 'knex'

/**
 * The rows that a statement answers. A database that cannot be reached throws
 * `TARGET_UNREACHABLE`; the ledger lives in the target.
 */
export async function queryRows<Row>(
  db: Knex,
  sql: string,
  bindings: readonly Knex.RawBinding[] | Knex.ValueDict = [],
): Promise<Row[]> {
  try {
    const { rows } = await db.raw<{ rows: Row[] }>(sql, bindings)
    return rows
  } catch (error) {
    throw asLedgerFailure(error)
  }
}
