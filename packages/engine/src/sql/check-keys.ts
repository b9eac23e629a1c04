import type { ClientBase } from 'pg'
import { stagedValue, type StagedTable } from '../staged-table.ts'

export interface KeyFaults {
  readonly nullRows: number
  readonly duplicateKeys: number
}

export interface KeyExample {
  /** The key's values as text, in the order of the definition. */
  readonly key: readonly (string | null)[]
  readonly rows: number
}

const maxExamples = 5

/** Counts the staged rows without a key and the keys that several rows share, in one pass. */
export async function countKeyFaults(client: ClientBase, table: StagedTable): Promise<KeyFaults> {
  const key = keyValues(table)
  const { rows } = await client.query<{ null_rows: string; duplicate_keys: string }>(
    `select coalesce(sum(rows) filter (where has_null), 0) as null_rows,
            count(*) filter (where rows > 1 and not has_null) as duplicate_keys
     from (select count(*) as rows, ${anyNull(key)} as has_null
           from ${table.staging} as s group by ${key.join(', ')}) as keys`,
  )
  return {
    nullRows: Number(rows[0]?.null_rows),
    duplicateKeys: Number(rows[0]?.duplicate_keys),
  }
}

/** Gives up to five keys that are null in part (`isNull`) or that several rows share. */
export async function selectKeyExamples(
  client: ClientBase,
  table: StagedTable,
  { isNull }: { readonly isNull: boolean },
): Promise<readonly KeyExample[]> {
  const key = keyValues(table)
  const having = isNull ? anyNull(key) : `not (${anyNull(key)}) and count(*) > 1`
  const { rows } = await client.query<{ key: (string | null)[]; rows: number }>(
    `select array[${key.map((value) => `(${value})::text`).join(', ')}] as key,
            count(*)::integer as rows
     from ${table.staging} as s group by ${key.join(', ')} having ${having}
     order by 2 desc, 1 limit ${maxExamples}`,
  )
  return rows
}

function keyValues({ table, columns }: StagedTable): readonly string[] {
  return table.key.map((name) => {
    const column = columns.find((each) => each.name === name)
    if (column === undefined) throw new Error(`Key column ${name} is not a column of its table`)
    const value = stagedValue(column, 's')
    // Equal texts are equal in every collation, and sort fastest by their bytes.
    return /^(text|character)/.test(column.targetType) ? `${value} collate "C"` : value
  })
}

function anyNull(values: readonly string[]): string {
  return values.map((value) => `${value} is null`).join(' or ')
}
