import type { ClientBase } from 'pg'
import { columnList, quoteLiteral } from './quote-identifier.ts'
import type { StagedTable } from './staged-table.ts'

const mask = quoteLiteral('•••')
const maxExamples = 5

/** A key that several rows of the target have, and in which tables they lie. */
export interface SharedKey {
  readonly key: readonly string[]
  readonly tables: readonly string[]
}

/**
 * Gives up to five keys that rows of the target, with what inherits from it, share; masked columns
 * stay masked.
 */
export async function selectSharedKeys(
  client: ClientBase,
  { target, table: { key, columns: mapped } }: StagedTable,
): Promise<readonly SharedKey[]> {
  const columns = columnList(key, 't')
  const masked = new Set(mapped.filter((column) => column.masked).map(({ name }) => name))
  const texts = key.map((name) => {
    const value = columnList([name], 't')
    return masked.has(name) ? `case when ${value} is not null then ${mask} end` : `${value}::text`
  })
  const { rows } = await client.query<SharedKey>(
    `select array[${texts.join(', ')}] as key, array_agg(distinct t.tableoid::regclass::text) as tables
     from ${target} as t group by ${columns} having count(*) > 1 order by 1 limit ${maxExamples}`,
  )
  return rows
}
