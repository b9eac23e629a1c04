import type pg from 'pg'
import { sampleTables } from '../src/sample/sample-tables.ts'
import { Digits } from './jsonb-text.ts'

export type RawValue = null | string | Digits
export type RawRow = Readonly<Record<string, RawValue>>
export type RawTables = Readonly<Record<string, readonly RawRow[]>>

const numberTypes = new Set(['integer', 'numeric', 'double precision'])

/** Every row of the source as text, numbers told apart by the type of their column. */
export async function readRawTables(client: pg.ClientBase): Promise<RawTables> {
  const tables: Record<string, readonly RawRow[]> = {}
  for (const { name } of sampleTables) {
    const columns = await client.query<{ name: string; type: string }>(
      `select column_name as name, data_type as type from information_schema.columns
       where table_schema = 'public' and table_name = $1`,
      [name],
    )
    const select = columns.rows.map((column) =>
      column.type === 'date'
        ? `to_char("${column.name}", 'YYYY-MM-DD') as "${column.name}"`
        : `"${column.name}"::text`,
    )
    const numbers = new Set(
      columns.rows.filter(({ type }) => numberTypes.has(type)).map((column) => column.name),
    )
    const { rows } = await client.query<Record<string, string | null>>(
      `select ${select.join(', ')} from public.${name}`,
    )
    tables[name] = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, text]) => [
          column,
          text !== null && numbers.has(column) ? new Digits(text) : text,
        ]),
      ),
    )
  }
  return tables
}
