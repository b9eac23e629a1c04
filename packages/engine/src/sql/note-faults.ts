import type { ClientBase } from 'pg'
import type { StagedTable } from './staged-table.ts'

/** Rows that break a rule, as they are noted: the number of their group, and when a row does. */
export interface Fault {
  readonly group: number
  /** An expression over a row `s` of staging. */
  readonly breaks: string
}

/** Notes the rows that break rules they can break by themselves, in one pass. */
export function noteRows({ staging }: StagedTable, faults: readonly Fault[]): string {
  const cases = faults.map(({ group, breaks }) => `(${group}, ${breaks})`)
  return `insert into sync_faults (fault, staged)
    select f.fault, s.ctid
    from ${staging} as s cross join lateral (values ${cases.join(', ')}) as f (fault, breaks)
    where f.breaks`
}

/** Notes every row whose values, expressions over `s` and none of them null, others have as well. */
export function noteShared(
  { staging }: StagedTable,
  { group, values }: { readonly group: number; readonly values: readonly string[] },
): string {
  const areThere = values.map((value) => `${value} is not null`).join(' and ')
  return `insert into sync_faults (fault, staged)
    select ${group}, shared.at
    from (select s.ctid as at, count(*) over (partition by ${values.join(', ')}) as rows
          from ${staging} as s where ${areThere}) as shared
    where shared.rows > 1`
}

/** Says whether a staged row exists of which a condition over `s` is true. */
export async function hasRow(
  client: ClientBase,
  { staging }: StagedTable,
  condition: string,
): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `select exists (select from ${staging} as s where ${condition}) as found`,
  )
  return rows[0]?.found === true
}
