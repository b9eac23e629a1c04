import type { ClientBase } from 'pg'
import { keyValues } from './key-values.ts'
import type { StagedTable } from './staged-table.ts'

export interface KeyFaults {
  readonly nullRows: number
  readonly duplicateKeys: number
}

/**
 * Counts the staged rows without a key and the keys that several rows share, in one pass. Of values
 * that cannot be cast there must be none.
 */
export async function countKeyFaults(client: ClientBase, table: StagedTable): Promise<KeyFaults> {
  const key = keyValues(table)
  const anyNull = key.map((value) => `${value} is null`).join(' or ')
  const { rows } = await client.query<{ null_rows: string; duplicate_keys: string }>(
    `select coalesce(sum(rows) filter (where has_null), 0) as null_rows,
            count(*) filter (where rows > 1 and not has_null) as duplicate_keys
     from (select count(*) as rows, ${anyNull} as has_null
           from ${table.staging} as s group by ${key.join(', ')}) as keys`,
  )
  return {
    nullRows: Number(rows[0]?.null_rows),
    duplicateKeys: Number(rows[0]?.duplicate_keys),
  }
}

/** Says whether any value of a column, an expression over `s`, is in several staged rows. */
export async function hasShared(
  client: ClientBase,
  { staging }: StagedTable,
  value: string,
): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `select exists (select from ${staging} as s where ${value} is not null
                    group by ${value} having count(*) > 1) as found`,
  )
  return rows[0]?.found === true
}
