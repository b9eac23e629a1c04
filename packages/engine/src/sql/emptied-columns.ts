import type { ClientBase } from 'pg'
import { quoteIdentifier } from './quote-identifier.ts'
import { stagedValue, type StagedTable } from './staged-table.ts'

/**
 * Gives the columns that have a value somewhere in the target and nowhere in staging. Stops at the
 * first value of each, so it reads little of what has values.
 */
export async function selectEmptiedColumns(
  client: ClientBase,
  { staging, target, columns, table: { key } }: StagedTable,
): Promise<readonly string[]> {
  const optional = columns.filter(({ name }) => !key.includes(name))
  const isEmptied = await selectEmpty(
    client,
    staging,
    optional.map((column) => stagedValue(column, 'r')),
  )
  const emptied = optional.map(({ name }) => name).filter((_name, place) => isEmptied[place])
  const wasEmpty = await selectEmpty(
    client,
    target,
    emptied.map((name) => `r.${quoteIdentifier(name)}`),
  )
  return emptied.filter((_name, place) => wasEmpty[place] !== true)
}

/** Says of each value, an expression over `r`, whether it is null in every row. */
async function selectEmpty(
  client: ClientBase,
  relation: string,
  values: readonly string[],
): Promise<readonly boolean[]> {
  if (values.length === 0) return []
  const probes = values.map(
    (value) => `not exists (select from ${relation} as r where ${value} is not null)`,
  )
  const { rows } = await client.query<boolean[]>({
    text: `select ${probes.join(', ')}`,
    rowMode: 'array',
  })
  return rows[0] ?? []
}
