import type { Column, Dataset, DerivedTable } from '@aaps-data/catalog'
import { redactText } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import pg from 'pg'
import type { ClientBase } from 'pg'
import { targetFailure } from '../failures/target-failure.ts'
import { withTables } from '../sql/create-staging.ts'
import { quoteIdentifier } from '../sql/quote-identifier.ts'
import { selectUnrepeatable } from '../sql/unrepeatable.ts'
import { inTargetTransaction } from '../target/target-transaction.ts'

/** Why a derived table cannot be computed, or not relied upon. */
export interface DerivedFault {
  readonly table: string
  readonly reason: string
}

/**
 * Tries the query of each derived table on the target's server, over tables without rows in the types
 * of the definition: whether it can be understood, and yields the declared columns in types that
 * become the declared ones, the same rows for the same data. What only rows would show, it cannot tell.
 * Writes nothing.
 */
export async function checkDerived({
  target,
  dataset,
}: {
  readonly target: Knex
  readonly dataset: Dataset
}): Promise<readonly DerivedFault[]> {
  const { signal } = new AbortController()
  const { lockTimeoutSeconds } = dataset
  const derived = dataset.tables.filter((table) => table.kind === 'derived')
  try {
    return await inTargetTransaction(target, { signal, lockTimeoutSeconds }, async ({ client }) => {
      const faults: DerivedFault[] = []
      for (const table of derived) {
        const reason = await tryQuery(client, dataset, table)
        if (reason !== undefined) faults.push({ table: table.name, reason })
      }
      return faults
    })
  } catch (error) {
    throw targetFailure(error, { dataset: dataset.name })
  }
}

async function tryQuery(
  client: ClientBase,
  { tables }: Dataset,
  { name, query, columns }: DerivedTable,
): Promise<string | undefined> {
  // A derived table may use those that stand before it.
  const before = tables.slice(
    0,
    tables.findIndex((table) => table.name === name),
  )
  const empty = before.map((table) => ({ name: table.name, select: selectNoRow(table.columns) }))
  const select = withTables(empty, query)
  await client.query('savepoint derived')
  try {
    const { fields } = await client.query(`select * from (${select}) as q limit 0`)
    if (fields.length !== columns.length) {
      return `it yields ${fields.length} columns, ${columns.length} are declared`
    }
    const names = columns.map((column) => quoteIdentifier(column.name))
    const casts = columns.map(({ type }, place) => `${names[place]}::${type}`)
    await client.query(
      `select ${casts.join(', ')} from (${select}) as q (${names.join(', ')}) limit 0`,
    )
    const unrepeatable = await selectUnrepeatable(client, select)
    if (unrepeatable.length === 0) return undefined
    return `it uses ${unrepeatable.join(', ')}, so it may yield other rows for the same data`
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    return redactText(error.message)
  } finally {
    await client.query('rollback to savepoint derived')
  }
}

function selectNoRow(columns: readonly Column[]): string {
  const values = columns.map(({ name, type }) => `null::${type} as ${quoteIdentifier(name)}`)
  return `select ${values.join(', ')} where false`
}
