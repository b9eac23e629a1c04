import type { ClientBase } from 'pg'
import { keysMeet, rowsDiffer, type StagedTable } from './staged-table.ts'

/** Counts the staged rows that the target does not hold as they are. */
export async function countMissing(client: ClientBase, table: StagedTable): Promise<number> {
  const join = keysMeet(table, { staged: 's', target: 't' })
  const { rows } = await client.query<{ missing: string }>(
    `select count(*) as missing from ${table.staging} as s left join ${table.target} as t on ${join}
     where t.ctid is null or ${rowsDiffer(table, { staged: 's', target: 't' })}`,
  )
  return Number(rows[0]?.missing)
}
