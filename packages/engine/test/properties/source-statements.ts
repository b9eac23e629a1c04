import pg from 'pg'
import { typesOf } from './column-values.ts'
import type { State } from './random-state.ts'
import type { RandomTable } from './random-tables.ts'

/** Creates the tables of the source, without any constraint. */
export function createSource(tables: readonly RandomTable[]): string {
  const statements = tables.map(({ name, columns }) => {
    const list = columns.map(({ type }, place) => `c${place} ${typesOf(type).source}`)
    return `create table public.${pg.escapeIdentifier(name)} (${list.join(', ')})`
  })
  return ['drop schema public cascade', 'create schema public', ...statements].join(';\n')
}

/** Makes a state what the source holds. */
export function fillSource(tables: readonly RandomTable[], state: State): string {
  const statements = tables.flatMap(({ name }, place) => {
    const relation = `public.${pg.escapeIdentifier(name)}`
    const rows = (state[place] ?? []).map((row) => `(${row.map(literal).join(', ')})`)
    const insert = rows.length === 0 ? [] : [`insert into ${relation} values ${rows.join(', ')}`]
    return [`truncate ${relation}`, ...insert]
  })
  return statements.join(';\n')
}

function literal(value: string | null): string {
  return value === null ? 'null' : pg.escapeLiteral(value)
}

/** Puts the unique constraints on the target that a definition cannot ask for. */
export function addUniques(tables: readonly RandomTable[]): string {
  return tables
    .filter(({ unique }) => unique !== undefined)
    .map(({ name, columns, unique = 0 }) => {
      const column = pg.escapeIdentifier(columns[unique]?.name ?? '')
      return `alter table datos.${pg.escapeIdentifier(name)} add unique (${column}) deferrable`
    })
    .join(';\n')
}

/** Reads every row as text, with its table, in one order on both sides. */
export function readLines(side: 'source' | 'target', tables: readonly RandomTable[]): string {
  return rowsOf(side, tables, (values) => `row(${values})::text as line`, '1, 2')
}

/** Reads which version of each row the target holds, and where. */
export function readVersions(tables: readonly RandomTable[]): string {
  return rowsOf('target', tables, () => 'ctid::text as at, xmin::text as version', '1, 2')
}

function rowsOf(
  side: 'source' | 'target',
  tables: readonly RandomTable[],
  select: (values: string) => string,
  order: string,
): string {
  const schema = side === 'source' ? 'public' : 'datos'
  const selects = tables.map(({ name, columns }) => {
    const values = columns.map((column, place) =>
      side === 'source' ? `c${place}` : pg.escapeIdentifier(column.name),
    )
    const table = pg.escapeLiteral(name)
    return `select ${table} as table, ${select(values.join(', '))} from ${schema}.${pg.escapeIdentifier(name)}`
  })
  return `${selects.join(' union all ')} order by ${order}`
}
