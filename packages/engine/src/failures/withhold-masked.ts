import type { Dataset, Table } from '@aaps-data/catalog'
import { messageWithoutValues, SyncError } from '@aaps-data/contracts'
import pg from 'pg'

/**
 * A failure of a dataset as people may see it: where it may tell values of masked columns, the key
 * that a constraint names is left out, and so are the values that messages of its causes quote.
 */
export function withholdMasked(error: unknown, dataset: Dataset): unknown {
  if (!(error instanceof SyncError)) return error
  const tables = tablesTold(dataset, error.details['table'])
  const isMasked = tables.some(({ columns }) => columns.some(({ masked }) => masked === true))
  return isMasked ? withoutValues(error) : error
}

/**
 * The tables whose values a failure may tell. A query may look at any table, and a broken reference
 * names the values of either side.
 */
function tablesTold({ tables }: Dataset, name: unknown): readonly Table[] {
  const table = tables.find((each) => each.name === name)
  if (table === undefined || table.kind === 'derived') return tables
  const refersTo = (from: Table, to: Table) =>
    from.references.some((reference) => reference.table === to.name)
  return tables.filter((each) => each === table || refersTo(table, each) || refersTo(each, table))
}

function withoutValues(error: unknown): unknown {
  if (error instanceof SyncError) {
    const details = Object.entries(error.details).filter(([name]) => name !== 'detail')
    return new SyncError(error.code, Object.fromEntries(details), withoutValues(error.cause))
  }
  if (!(error instanceof pg.DatabaseError)) return error
  const message = messageWithoutValues(error)
  if (message === error.message) return error
  return Object.assign(new pg.DatabaseError(message, error.length, error.name), {
    code: error.code,
  })
}
