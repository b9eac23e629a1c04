import { countKeyFaults, hasShared } from '../sql/check-keys.ts'
import { columnOf, comparedValue, hasNoKey, keyValues } from '../sql/key-values.ts'
import { noteRows, noteShared } from '../sql/note-faults.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import type { TableRule } from '../sql/tell-rejects.ts'
import { findSourceFaults } from './find-source-faults.ts'
import { findBrokenRules } from './find-broken-rules.ts'
import { groupOf, type RejectBook } from './reject-book.ts'
import { told } from './row-rules.ts'
import { tellGroups } from './tell-groups.ts'

/**
 * Notes every row of a table that breaks a rule by itself or shares a value that must be unique: all
 * of the rows that share it. Nothing is taken out, so what one row breaks hides nothing of another.
 * Gives the table in a form in which every value can be read.
 */
export async function findFaults(book: RejectBook, table: StagedTable): Promise<StagedTable> {
  const { client } = book
  const { broken, readable } = await findBrokenRules(client, table)
  const groups: number[] = []
  if (broken.length > 0) {
    const faults = []
    for (const rule of broken) {
      const group = await groupOf(book, table, toldOf(rule))
      countRows(book, group, rule.rows)
      faults.push({ group, breaks: rule.breaks })
    }
    await client.query(noteRows(table, faults))
    groups.push(...faults.map(({ group }) => group))
  }
  groups.push(...(await findSourceFaults(book, table)))
  groups.push(...(await findKeyFaults(book, readable)), ...(await findShared(book, readable)))
  await tellGroups(book, table, groups)
  return readable
}

async function findKeyFaults(book: RejectBook, table: StagedTable): Promise<readonly number[]> {
  const { key: columns } = table.table
  if (columns.length === 0 || isKeptAsItIs(table)) return []
  const isPlain = table.columns.every(({ castBy }) => castBy === undefined)
  const faults = isPlain ? await countKeyFaults(book.client, table) : undefined
  if (faults?.nullRows === 0 && faults.duplicateKeys === 0) return []
  const column = columns.length === 1 ? columns[0] : undefined
  const about = { column, action: 'reject', facts: { columns } } as const
  const shared = { ...about, rule: 'unique', facts: { columns, isKey: true } } as const
  return [
    ...(await note(book, table, { ...about, rule: 'key' }, (group) =>
      noteRows(table, [{ group, breaks: hasNoKey(table) }]),
    )),
    ...(await note(book, table, shared, (group) =>
      noteShared(table, { group, values: keyValues(table) }),
    )),
  ]
}

/** Whether the keys are what they are in a source that lets no two rows have one. */
function isKeptAsItIs({ isKeyKept, columns, table: { key } }: StagedTable): boolean {
  if (isKeyKept !== true) return false
  const keyColumns = columns.filter(({ name }) => key.includes(name))
  return keyColumns.every(
    ({ stagedType, targetType, cleaning }) => stagedType === targetType && cleaning === undefined,
  )
}

async function findShared(book: RejectBook, table: StagedTable): Promise<readonly number[]> {
  const groups: number[] = []
  for (const { name, rules = [] } of table.table.columns) {
    const rule = rules.find(({ kind }) => kind === 'unique')
    if (rule === undefined) continue
    const values = [comparedValue(columnOf(table, name))]
    if (!(await hasShared(book.client, table, values[0] ?? ''))) continue
    const find = (group: number) => noteShared(table, { group, values })
    groups.push(...(await note(book, table, told(rule, name), find)))
  }
  return groups
}

async function note(
  book: RejectBook,
  table: StagedTable,
  rule: TableRule,
  statement: (group: number) => string,
): Promise<readonly number[]> {
  const group = await groupOf(book, table, rule)
  const { rowCount } = await book.client.query(statement(group))
  countRows(book, group, rowCount ?? 0)
  return [group]
}

function countRows({ groups }: RejectBook, number: number, rows: number): void {
  const group = groups[number]
  if (group !== undefined) group.rows += rows
}

function toldOf({ rule, column, action, facts }: TableRule): TableRule {
  return { rule, column, action, facts }
}
