import type { Knex } from 'knex'
import type { Role } from '../schemas/action.ts'
import { queryRows } from './query-rows.ts'

/** The roles of these people, by name; who is not there may not use the page. */
export async function readRoles(
  db: Knex,
  names: readonly string[],
): Promise<ReadonlyMap<string, Role>> {
  const rows = await queryRows<{ name: string; role: Role }>(
    db,
    'select name, role from sync.users where name = any(cast(:names as text[]))',
    { names: [...names] },
  )
  return new Map(rows.map(({ name, role }) => [name, role]))
}
