import type { RejectCount } from '@aaps-data/ledger'
import type { Client } from 'pg'
import { createRejectTables } from '../sql/reject-tables.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import type { TableRule } from '../sql/tell-rejects.ts'

/** How many rows are told one by one for each rule of a table. */
export const mostTold = 1_000

/** A rule of a table that rows have broken. */
export interface RejectGroup extends TableRule {
  readonly table: string
  /** Only because a row that they refer to was rejected. */
  readonly isConsequence: boolean
  rows: number
  told: number
}

/**
 * What is found while rows are checked. The rows themselves are in temporary tables of the
 * transaction, which are created when the first one is found.
 */
export interface RejectBook {
  readonly client: Client
  readonly dataset: string
  readonly groups: RejectGroup[]
  /** By table, where the numbers of its rows are, in the order in which they were read. */
  readonly numbered: Map<string, string>
  /** By table, where the keys of the rows are that were taken out of it. */
  readonly gone: Map<string, string>
}

export function openRejectBook(client: Client, dataset: string): RejectBook {
  return { client, dataset, groups: [], numbered: new Map(), gone: new Map() }
}

/** The number under which rows that break a rule are noted; creates what they are noted in. */
export async function groupOf(
  book: RejectBook,
  { table }: StagedTable,
  rule: TableRule & { readonly isConsequence?: boolean },
): Promise<number> {
  const { column, action, facts, noted, isConsequence = false } = rule
  const known = book.groups.findIndex(
    (group) =>
      group.table === table.name &&
      group.rule === rule.rule &&
      group.column === column &&
      group.facts === facts &&
      group.noted === noted,
  )
  if (known >= 0) return known
  if (book.groups.length === 0) await book.client.query(createRejectTables)
  const found = { rows: 0, told: 0, ...(noted === undefined ? {} : { noted }) }
  const group = { rule: rule.rule, column, action, facts, isConsequence, ...found }
  return book.groups.push({ table: table.name, ...group }) - 1
}

/** The exact numbers of rows, for the ledger. */
export function rejectCounts({ groups }: RejectBook): readonly RejectCount[] {
  return groups.map(({ table, column, rule, action, rows, told }) => ({
    table,
    column,
    rule,
    action,
    rows,
    isCapped: told < rows,
  }))
}
