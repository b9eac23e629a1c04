import type { RejectFacts, RejectRule } from '@aaps-data/contracts'
import { noteRows } from '../sql/note-faults.ts'
import { countSourceFaults, hasSourceFault } from '../sql/row-origin.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import { groupOf, type RejectBook } from './reject-book.ts'

interface NotedKind {
  readonly column: string | null
  readonly rule: RejectRule
  readonly facts: RejectFacts
  readonly rows: string
}

/**
 * Notes the rows of which the source could not read something. A column may say by its rule `type`
 * what becomes of them. Gives the groups that they were noted in.
 */
export async function findSourceFaults(
  book: RejectBook,
  table: StagedTable,
): Promise<readonly number[]> {
  if (table.places === undefined) return []
  const { rows } = await book.client.query<NotedKind>(countSourceFaults(table))
  const groups: number[] = []
  for (const { column, rule, facts, rows: count } of rows) {
    const { rules = [] } = table.table.columns.find(({ name }) => name === column) ?? {}
    const noted = JSON.stringify({ ...(column === null ? {} : { column }), rule, facts })
    const group = await groupOf(book, table, {
      rule,
      column: column ?? undefined,
      action: rules.find(({ kind }) => kind === 'type')?.then ?? 'reject',
      facts,
      noted,
    })
    const known = book.groups[group]
    if (known !== undefined) known.rows += Number(count)
    await book.client.query(noteRows(table, [{ group, breaks: hasSourceFault(noted) }]))
    groups.push(group)
  }
  return groups
}
