import { imageSums, selectImages, type DigestRow } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { keyOfPair } from './change-rows.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import {
  stagedImage,
  stagedValue,
  targetImage,
  type StagedTable,
  keysMeet,
} from './staged-table.ts'

const maxExamples = 5

/** Which rows are looked at: all, or those that one statement was to write. */
export type Scope =
  | { readonly of: 'table' }
  | { readonly of: 'inserted' | 'updated' | 'deleted'; readonly changes: string }

/** How the target's rows of a table with a key differ from those that were staged. */
export interface RowDifferences {
  /** Staged rows that the target lacks. */
  readonly missing: number
  /** Rows of the target that were not staged. */
  readonly extra: number
  /** Columns with another value in some row. */
  readonly columns: readonly string[]
  /** Up to five keys of such rows, as texts; masked columns stay masked. */
  readonly keys: readonly Readonly<Record<string, string>>[]
}

/** Compares the target with staging by key, column by column. */
export async function selectRowDifferences(
  client: ClientBase,
  table: StagedTable,
  scope: Scope,
): Promise<RowDifferences> {
  const pairs = pairsOf(table, scope)
  const differing = table.columns.map((column) => differs(column, stagedValue(column, 's')))
  const counts = differing.map(
    (each) => `bool_or(s.ctid is not null and t.ctid is not null and ${each})`,
  )
  const { rows } = await client.query<[string, string, ...(boolean | null)[]]>({
    text: `select count(*) filter (where t.ctid is null), count(*) filter (where s.ctid is null),
             ${counts.join(', ')} from ${pairs}`,
    rowMode: 'array',
  })
  const [missing, extra, ...changed] = rows[0] ?? ['0', '0']
  const { rows: examples } = await client.query<{ key: Record<string, string> }>(
    `select ${keyOfPair(table)} as key from ${pairs}
     ${scope.of === 'table' ? 'where' : 'and'} (t.ctid is null or s.ctid is null or ${differing.join(' or ')})
     limit ${maxExamples}`,
  )
  return {
    missing: Number(missing),
    extra: Number(extra),
    columns: table.columns
      .map(({ name }) => name)
      .filter((_name, place) => changed[place] === true),
    keys: examples.map(({ key }) => key),
  }
}

/** The columns whose values, whatever rows they stand in, are not those that were staged. */
export async function selectChangedColumns(
  client: ClientBase,
  table: StagedTable,
): Promise<readonly string[]> {
  const staged = stagedImage(table, 'r')
  const found = targetImage(table, 'r')
  const changed: string[] = []
  for (const [place, { name }] of table.columns.entries()) {
    const before = await sumImages(client, table.staging, staged[place] ?? '')
    const after = await sumImages(client, table.target, found[place] ?? '')
    if (before !== after) changed.push(name)
  }
  return changed
}

async function sumImages(client: ClientBase, relation: string, value: string): Promise<string> {
  const images = selectImages({ relation, columns: [], values: [value] })
  const { rows } = await client.query<DigestRow>(`select ${imageSums('i')} from (${images}) as i`)
  return JSON.stringify(rows[0])
}

function differs({ name }: { readonly name: string }, staged: string): string {
  return `row(${staged})::record *<> row(t.${quoteIdentifier(name)})::record`
}

function pairsOf(table: StagedTable, scope: Scope): string {
  const join = keysMeet(table, { staged: 's', target: 't' })
  if (scope.of === 'table') {
    const kind = table.read === 'full' ? 'full' : 'left'
    return `${table.staging} as s ${kind} join ${table.target} as t on ${join}`
  }
  const changes = `${quoteIdentifier(scope.changes)} as c`
  const ofStaged = `${changes} join ${table.staging} as s on s.ctid = c.staged
    left join ${table.target} as t on ${join}`
  switch (scope.of) {
    case 'inserted':
      return `${ofStaged} where c.target is null`
    case 'updated':
      return `${ofStaged} where c.target is not null`
    case 'deleted':
      return `${changes} join ${table.target} as t on t.ctid = c.target and t.tableoid = c.part
        left join ${table.staging} as s on false where c.staged is null`
  }
}
