import type { ClientBase } from 'pg'
import { quoteIdentifier } from './quote-identifier.ts'
import type { StagedColumn } from './staged-table.ts'

const isRefused = 'pg_temp.sync_is_refused'

/** Counts, for each column, the texts in a staging table that are no value of its staged type. */
export async function countRefused(
  client: ClientBase,
  staging: string,
  columns: readonly StagedColumn[],
): Promise<readonly number[]> {
  const counts: number[] = []
  for (const { name, stagedType } of columns) {
    await client.query(createTest(stagedType))
    const { rows } = await client.query<{ refused: string }>(
      `select count(*) filter (where ${isRefused}(${quoteIdentifier(name)})) as refused from ${staging}`,
    )
    counts.push(Number(rows[0]?.refused))
  }
  return counts
}

function createTest(type: string): string {
  return `
    drop function if exists ${isRefused};
    create function ${isRefused}(value text) returns boolean language plpgsql as $body$
    begin
      perform value::${type};
      return false;
    exception when data_exception or integrity_constraint_violation then
      return true;
    end $body$`
}

/** Gives columns of a staging table that hold texts their staged types. */
export async function giveTypes(
  client: ClientBase,
  staging: string,
  columns: readonly StagedColumn[],
): Promise<void> {
  if (columns.length === 0) return
  const changes = columns.map(({ name, stagedType }) => {
    const column = quoteIdentifier(name)
    return `alter column ${column} type ${stagedType} using ${column}::${stagedType}`
  })
  await client.query(`alter table ${staging} ${changes.join(', ')}`)
}
