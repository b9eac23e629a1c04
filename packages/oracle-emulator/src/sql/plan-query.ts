import { decodeNumber } from '../images/number-image.ts'
import { truncateDecimal } from '../images/decimal-arithmetic.ts'
import { OracleError } from '../oracle-error.ts'
import type { ResultColumn, Row } from '../result.ts'
import { planBlock, type Planned, type PlannedSource } from './plan-block.ts'
import { compileExpression, type Compilation, type SubqueryRows } from './compile-expression.ts'
import type { Environment } from './compiled.ts'
import { convert } from './convert.ts'
import type { Catalog } from './relation.ts'
import { Scope } from './scope.ts'
import type { Block, Expression, Query, SelectItem, TableReference } from './syntax.ts'

export interface QueryContext {
  readonly environment: Environment
  readonly catalog: Catalog
}

const mostSubqueryRows = 100_000

/**
 * Makes a query ready to run. Everything that can be refused without looking at rows is refused here,
 * but its subqueries in conditions are run.
 */
export async function planQuery(query: Query, context: QueryContext): Promise<Planned> {
  const [first, ...others] = query.blocks
  if (first === undefined) throw new OracleError(900, 'invalid SQL statement')
  if (others.length === 0) return planOne(first, query, context)
  const planned: Planned[] = []
  for (const block of query.blocks) {
    const unordered = { blocks: [block], orderBy: [], offset: undefined, fetchFirst: undefined }
    planned.push(await planOne(block, unordered, context))
  }
  const together = unite(planned)
  const all: SelectItem = { kind: 'all', of: [], at: 0 }
  const around: Block = {
    isDistinct: false,
    items: [all],
    from: [],
    where: undefined,
    groupBy: [],
    having: undefined,
  }
  return planOne(around, query, context, [sourceOf(together, undefined)])
}

function unite(planned: readonly Planned[]): Planned {
  const columns = planned[0]?.columns ?? []
  if (planned.some((one) => one.columns.length !== columns.length)) {
    throw new OracleError(1789, 'query block has incorrect number of result columns')
  }
  for (const one of planned) {
    for (const [index, { type }] of one.columns.entries()) {
      if (
        type.kind !== columns[index]?.type.kind &&
        !isLoose(type.kind, columns[index]?.type.kind)
      ) {
        throw new OracleError(
          1790,
          'expression must have same datatype as corresponding expression',
        )
      }
    }
  }
  return {
    columns,
    async *run() {
      for (const one of planned) yield* one.run()
      return undefined
    },
  }
}

function isLoose(left: string, right: string | undefined): boolean {
  const texts = ['CHAR', 'VARCHAR2']
  return texts.includes(left) && texts.includes(right ?? '')
}

async function planOne(
  block: Block,
  query: Query,
  context: QueryContext,
  given?: readonly PlannedSource[],
): Promise<Planned> {
  const sources: PlannedSource[] = [...(given ?? [])]
  for (const reference of given === undefined ? block.from : []) {
    sources.push(await planSource(reference, context))
  }
  const scope = new Scope(sources)
  const subqueries = await runSubqueries(
    [block.items, block.where, block.having, block.groupBy, block.from.map(({ join }) => join)],
    context,
  )
  const compilation: Compilation = {
    scope,
    environment: context.environment,
    subqueries,
    rownum: { value: 0, isUsed: false },
    grouping: undefined,
  }
  const limits = {
    offset: rowCount(query.offset, compilation) ?? 0n,
    fetchFirst: rowCount(query.fetchFirst, compilation),
  }
  return planBlock(block, { sources, compilation, orderBy: query.orderBy, ...limits })
}

async function planSource(
  reference: TableReference,
  context: QueryContext,
): Promise<PlannedSource> {
  const { source, alias, at } = reference
  if (source.kind === 'query') return sourceOf(await planQuery(source.query, context), alias)
  const { path, asOf } = source
  const scn = asOf === undefined ? undefined : scnOf(asOf.scn, context.environment)
  const relation = await context.catalog.find(path, scn, at)
  const qualifiers = alias === undefined ? [path, path.slice(-1)] : [[alias]]
  switch (relation.kind) {
    case 'table':
      return {
        qualifiers,
        columns: relation.columns,
        storedColumn: (index) => relation.storedColumn(index),
        hasRowid: true,
        isTable: true,
        read: (options) => relation.read(options),
      }
    case 'rows':
      return {
        qualifiers,
        columns: relation.columns,
        storedColumn: () => undefined,
        hasRowid: false,
        isTable: false,
        read: ({ columns }) => pick(relation.rows, columns),
      }
    case 'view':
      return {
        ...sourceOf(
          await planQuery(relation.query, { ...context, catalog: relation.catalog }),
          alias,
        ),
        qualifiers,
      }
  }
}

function sourceOf(planned: Planned, alias: string | undefined): PlannedSource {
  return {
    qualifiers: alias === undefined ? [] : [[alias]],
    columns: planned.columns,
    storedColumn: () => undefined,
    hasRowid: false,
    isTable: false,
    async *read({ columns }) {
      for await (const batch of planned.run()) yield batch.map((row) => pickOne(row, columns))
      return undefined
    },
  }
}

async function* pick(
  rows: readonly Row[],
  columns: readonly (number | 'rowid')[],
): AsyncGenerator<readonly Row[], undefined> {
  if (rows.length > 0) yield await Promise.resolve(rows.map((row) => pickOne(row, columns)))
  return undefined
}

function pickOne(row: Row, columns: readonly (number | 'rowid')[]): Row {
  return columns.map((column) => (column === 'rowid' ? null : (row[column] ?? null)))
}

function constantNumber(expression: Expression, environment: Environment): bigint | undefined {
  const compilation: Compilation = {
    scope: new Scope([]),
    environment,
    subqueries: new Map(),
    rownum: undefined,
    grouping: undefined,
  }
  const value = convert(compileExpression(expression, compilation), { kind: 'NUMBER' }, environment)
  const image = value.evaluate([])
  return image === null ? undefined : truncateDecimal(decodeNumber(image))
}

function scnOf(expression: Expression, environment: Environment): bigint {
  const scn = constantNumber(expression, environment)
  if (scn === undefined) {
    throw new OracleError(
      8181,
      'specified number is not a valid system change number',
      expression.at,
    )
  }
  return scn
}

function rowCount(
  expression: Expression | undefined,
  { environment }: Compilation,
): bigint | undefined {
  if (expression === undefined) return undefined
  const count = constantNumber(expression, environment) ?? 0n
  return count < 0n ? 0n : count
}

/** Runs the queries that stand in expressions. They know nothing of the rows around them. */
async function runSubqueries(
  syntax: unknown,
  context: QueryContext,
): Promise<ReadonlyMap<Query, SubqueryRows>> {
  const found = new Map<Query, SubqueryRows>()
  for (const query of queriesIn(syntax)) {
    const planned = await planQuery(query, context)
    const rows: Row[] = []
    for await (const batch of planned.run()) {
      rows.push(...batch)
      if (rows.length > mostSubqueryRows) break
    }
    found.set(query, { types: planned.columns.map(({ type }: ResultColumn) => type), rows })
  }
  return found
}

/** The names of all relations that a query reads, as often as it does. */
export function relationsIn(syntax: unknown): readonly string[] {
  if (typeof syntax !== 'object' || syntax === null) return []
  if (Array.isArray(syntax)) return syntax.flatMap(relationsIn)
  if ('kind' in syntax && syntax.kind === 'relation' && 'path' in syntax) {
    return (syntax.path as readonly string[]).slice(-1)
  }
  return Object.values(syntax).flatMap(relationsIn)
}

function queriesIn(syntax: unknown): readonly Query[] {
  if (typeof syntax !== 'object' || syntax === null) return []
  if (Array.isArray(syntax)) return syntax.flatMap(queriesIn)
  if ('blocks' in syntax) return [syntax as Query]
  return Object.values(syntax).flatMap(queriesIn)
}
