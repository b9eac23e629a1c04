import type { ClientBase } from 'pg'
import { stagingSchema } from './staging-name.ts'

/** Gives the names of the staging tables that begin with `prefix`. */
export async function selectStagingNames(
  client: ClientBase,
  prefix: string,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = to_regnamespace($1) and relkind = 'r' and starts_with(relname, $2)
     order by relname`,
    [stagingSchema, prefix],
  )
  return rows.map((row) => row.name)
}

/** Drops tables, those that are gone included. `relations` are qualified and quoted. */
export function dropTables(relations: readonly string[]): string {
  return `drop table if exists ${relations.join(', ')}`
}
