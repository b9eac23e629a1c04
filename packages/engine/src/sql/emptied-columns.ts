import type { ClientBase } from 'pg'
import type { StagedTable } from '../staged-table.ts'
import { quoteIdentifier } from './quote-identifier.ts'

/**
 * Gives the columns that have a value somewhere in the target and nowhere in staging. Stops at the
 * first value of each, so it reads little of what has values.
 */
export async function selectEmptiedColumns(
  client: ClientBase,
  { staging, target, columns, table: { key } }: StagedTable,
): Promise<readonly string[]> {
  const optional = columns.map((column) => column.name).filter((name) => !key.includes(name))
  const withoutValue = await selectEmpty(client, staging, optional)
  const empty = new Set(await selectEmpty(client, target, withoutValue))
  return withoutValue.filter((name) => !empty.has(name))
}

async function selectEmpty(
  client: ClientBase,
  relation: string,
  names: readonly string[],
): Promise<readonly string[]> {
  if (names.length === 0) return []
  const probes = names.map(
    (name) => `exists (select from ${relation} where ${quoteIdentifier(name)} is not null)`,
  )
  const { rows } = await client.query<boolean[]>({
    text: `select ${probes.join(', ')}`,
    rowMode: 'array',
  })
  return names.filter((_name, place) => rows[0]?.[place] === false)
}
