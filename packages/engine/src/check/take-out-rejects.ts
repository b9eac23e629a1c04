import type { Reference, Rule, RuleOf } from '@aaps-data/catalog'
import { hasRow, noteRows } from '../sql/note-faults.ts'
import { refersToGone, refersToNothing } from '../sql/reference-conditions.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import { createGoneRows, takeOutRows } from '../sql/take-out-rows.ts'
import type { TableRule } from '../sql/tell-rejects.ts'
import { groupOf, type RejectBook } from './reject-book.ts'
import { told } from './row-rules.ts'
import { tellGroups } from './tell-groups.ts'

/** A way in which a row of one table depends on a row of another. */
interface Edge {
  readonly parent: string
  readonly rule: TableRule & { readonly isConsequence: boolean }
  /** True of a row `s` that has lost, or never had, the row it refers to. */
  readonly breaks: () => string | undefined
}

/**
 * Takes the noted rows out of staging, and with them those that refer to them, until none does. A
 * declared reference follows rows that were taken out; a rule `reference` asks for a row that is
 * there. Rules that only warn are judged by what is left. Gives how many rows each table has lost.
 */
export async function takeOutRejects(
  book: RejectBook,
  {
    tables,
    among,
  }: { readonly tables: readonly StagedTable[]; readonly among: readonly StagedTable[] },
): Promise<ReadonlyMap<string, number>> {
  const lost = new Map<string, number>()
  const takeOut = async (table: StagedTable) => {
    const rows = await takeOutNoted(book, table, among)
    lost.set(table.table.name, (lost.get(table.table.name) ?? 0) + rows)
    return rows > 0
  }
  for (const table of tables) await takeOut(table)

  const edges = new Map(tables.map((table) => [table, edgesOf(book, table, among)]))
  let changed: ReadonlySet<string> | undefined
  do {
    const next = new Set<string>()
    for (const [table, all] of edges) {
      const due = all.filter(
        ({ parent, rule }) =>
          rule.action !== 'warn' && (changed?.has(parent) ?? isDueAtFirst(book, parent, rule)),
      )
      const isBroken = await noteEdges(book, table, due)
      if (isBroken && (await takeOut(table))) next.add(table.table.name)
    }
    changed = next
  } while (changed.size > 0)

  for (const [table, all] of edges) {
    const warning = all.filter(({ rule }) => rule.action === 'warn')
    await noteEdges(book, table, warning)
  }
  return lost
}

function isDueAtFirst(book: RejectBook, parent: string, rule: Edge['rule']): boolean {
  return !rule.isConsequence || book.gone.has(parent)
}

async function noteEdges(
  book: RejectBook,
  table: StagedTable,
  edges: readonly Edge[],
): Promise<boolean> {
  const groups: number[] = []
  for (const { rule, breaks } of edges) {
    const condition = breaks()
    if (condition === undefined || !(await hasRow(book.client, table, condition))) continue
    const number = await groupOf(book, table, rule)
    const statement = noteRows(table, [{ group: number, breaks: condition }])
    const { rowCount } = await book.client.query(statement)
    const group = book.groups[number]
    if (group !== undefined) group.rows += rowCount ?? 0
    groups.push(number)
  }
  await tellGroups(book, table, groups)
  return groups.length > 0
}

async function takeOutNoted(
  book: RejectBook,
  table: StagedTable,
  among: readonly StagedTable[],
): Promise<number> {
  const { name, key } = table.table
  const groups = [...book.groups.entries()]
    .filter(([, group]) => group.table === name && group.action !== 'warn' && group.rows > 0)
    .map(([number]) => number)
  if (groups.length === 0) return 0
  const isReferred = among.some((other) =>
    other.table.references.some((reference) => reference.table === name),
  )
  const gone = isReferred && key.length > 0 ? await goneOf(book, table) : undefined
  const { rowCount } = await book.client.query(takeOutRows(table, { groups, gone }))
  return rowCount ?? 0
}

async function goneOf(book: RejectBook, table: StagedTable): Promise<string> {
  const { name } = table.table
  const known = book.gone.get(name)
  if (known !== undefined) return known
  const relation = `sync_gone_${book.gone.size}`
  await book.client.query(createGoneRows(relation, table))
  book.gone.set(name, relation)
  return relation
}

function edgesOf(
  book: RejectBook,
  table: StagedTable,
  among: readonly StagedTable[],
): readonly Edge[] {
  const rules = table.table.columns.flatMap(({ name, rules: declared = [] }) =>
    declared.filter(isReference).flatMap((rule) => ruleEdge(table, { name, rule, among })),
  )
  return [
    ...rules,
    ...table.table.references.map((reference) => {
      const parent = among.find((each) => each.table.name === reference.table)
      return referenceEdge(book, table, { reference, parent })
    }),
  ]
}

function isReference(rule: Rule): rule is RuleOf<'reference'> {
  return rule.kind === 'reference'
}

function ruleEdge(
  table: StagedTable,
  { name, rule, among }: { name: string; rule: RuleOf<'reference'>; among: readonly StagedTable[] },
): readonly Edge[] {
  const parent = among.find((each) => each.table.name === rule.table)
  if (parent === undefined) throw new Error(`Table ${rule.table} was not staged`)
  const condition = refersToNothing(table, { column: name, parent, parentColumn: rule.column })
  const breaks = () => condition
  return [{ parent: rule.table, rule: { ...told(rule, name), isConsequence: false }, breaks }]
}

function referenceEdge(
  book: RejectBook,
  table: StagedTable,
  { reference, parent }: { reference: Reference; parent: StagedTable | undefined },
): Edge {
  const { columns, table: referred, foreignColumns } = reference
  const column = columns.length === 1 ? columns[0] : undefined
  const facts = {
    ...(column === undefined ? { columns } : {}),
    table: referred,
    column: foreignColumns.join(', '),
  }
  return {
    parent: referred,
    rule: { rule: 'reference', column, action: 'reject', facts, isConsequence: true },
    breaks() {
      const gone = book.gone.get(referred)
      return gone === undefined ? undefined : refersToGone(table, { reference, parent, gone })
    },
  }
}
