import type { ClientBase } from 'pg'
import type { StagedColumn, StagedTable } from '../staged-table.ts'
import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'

/** A value that does not survive its way into the target's type. */
export interface UncarriedValue {
  /** The row's key as text by column; of a table without a key, its position in staging. */
  readonly at: Readonly<Record<string, string | null>>
  readonly value: string
}

const maxExamples = 5

/** The columns whose staged values have to be cast, and might change on the way. */
export function castColumns({ columns }: StagedTable): readonly StagedColumn[] {
  return columns.filter(
    ({ stagedType, targetType }) => stagedType !== targetType && !isWider(targetType, stagedType),
  )
}

// The same kind of type without its limit: the cast leaves every value as it is.
function isWider(type: string, limited: string): boolean {
  return /^(text|character varying)$/.test(type)
    ? /^character varying(\(\d+\))?$/.test(limited)
    : type === 'numeric' && /^numeric\([^)]*\)$/.test(limited)
}

/**
 * Counts, for each of the columns, the staged values that are not the same after a cast to the
 * target's type and back: those it would round, cut or shift. Fails with a data exception at a
 * value that cannot be cast at all.
 */
export async function countChangedValues(
  client: ClientBase,
  table: StagedTable,
  columns: readonly StagedColumn[],
): Promise<readonly number[]> {
  const counts = columns.map((column) => `count(*) filter (where ${isChanged(column)})`)
  const { rows } = await client.query<string[]>({
    text: `select ${counts.join(', ')} from ${table.staging} as s`,
    rowMode: 'array',
  })
  return (rows[0] ?? []).map(Number)
}

/** Finds up to five staged values of a column that are changed by the cast, or not castable. */
export async function selectUncarried(
  client: ClientBase,
  table: StagedTable,
  column: StagedColumn,
): Promise<readonly UncarriedValue[]> {
  const value = `s.${quoteIdentifier(column.name)}`
  await client.query(`
    create or replace function pg_temp.is_carried(value ${column.stagedType}) returns boolean
    language plpgsql as $body$
    begin
      return (select not (${isChanged(column)}) from (select value as ${quoteIdentifier(column.name)}) as s);
    exception when data_exception or integrity_constraint_violation then
      return false;
    end $body$`)
  const { table: definition } = table
  const coordinates =
    definition.key.length > 0
      ? definition.key.map((name) => `${quoteLiteral(name)}, s.${quoteIdentifier(name)}::text`)
      : [`'row', (row_number() over ())::text`]
  const { rows } = await client.query<UncarriedValue>(
    `select numbered.at, left(numbered.value::text, 80) as value
     from (select jsonb_build_object(${coordinates.join(', ')}) as at, ${value} as value
           from ${table.staging} as s) as numbered
     where numbered.value is not null and not pg_temp.is_carried(numbered.value)
     limit ${maxExamples}`,
  )
  return rows
}

function isChanged({ name, stagedType, targetType }: StagedColumn): string {
  const value = `s.${quoteIdentifier(name)}`
  if (stagedType === 'json' && targetType === 'jsonb') return losesMembers(value)
  const andBack = `${value}::${targetType}::${stagedType}`
  // Trailing zeros are no part of a number: 1.5 fits numeric(8,2).
  if (stagedType.startsWith('numeric')) return `${andBack} is distinct from ${value}`
  // By their image: an equality of the type's own takes -0 for 0, and 30 days for a month.
  return `row(${andBack})::record *<> row(${value})::record`
}

// A JSON value is the same however it is written down, but of members of one name jsonb keeps only
// the last. Whatever is lost, its name is, and no text comes or goes otherwise.
function losesMembers(value: string): string {
  const texts = (json: string) => String.raw`regexp_count(${json}::text, '"(?:[^"\\]|\\.)*"')`
  return `${texts(value)} is distinct from ${texts(`${value}::jsonb`)}`
}
