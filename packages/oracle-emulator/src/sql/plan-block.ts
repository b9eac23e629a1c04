import { truncateDecimal } from '../images/decimal-arithmetic.ts'
import { decodeNumber } from '../images/number-image.ts'
import { isLob } from '../images/oracle-type.ts'
import { notEmulated, OracleError } from '../oracle-error.ts'
import type { ResultColumn, Row } from '../result.ts'
import { compileCondition, conjunctsOf } from './compile-condition.ts'
import { compileExpression, type Compilation } from './compile-expression.ts'
import type { Compiled, CompiledCondition } from './compiled.ts'
import { convert, inconsistent } from './convert.ts'
import { Grouping, isAggregate, keyText } from './grouping.ts'
import type { ReadOptions } from './relation.ts'
import { runJoins } from './run-joins.ts'
import type { ScopeSource } from './scope.ts'
import type { Block, Condition, SelectItem, SortKey } from './syntax.ts'

/** A query that is ready to run, as often as is wanted. */
export interface Planned {
  readonly columns: readonly ResultColumn[]
  run(): AsyncGenerator<readonly Row[], undefined>
}

export interface PlannedSource extends ScopeSource {
  readonly isTable: boolean
  read(options: ReadOptions): AsyncIterable<readonly Row[]>
}

interface BlockContext {
  readonly sources: readonly PlannedSource[]
  readonly compilation: Compilation
  readonly orderBy: readonly SortKey[]
  readonly offset: bigint
  readonly fetchFirst: bigint | undefined
}

interface Output {
  readonly name: string
  readonly value: Compiled
}

interface SortBy {
  readonly value: Compiled
  readonly isOutput: boolean
  readonly key: SortKey
}

const batchRows = 1000
const mostSortedRows = 500_000

/**
 * Makes one SELECT ready to run. What PostgreSQL can do with the stored images of a single table, to
 * filter, to sort and to stop early, is left to it.
 */
export function planBlock(block: Block, context: BlockContext): Planned {
  const { sources, compilation } = context
  const { where, rownumLimit } = compileWhere(block.where, compilation)
  const ons = block.from.map(({ join }) =>
    join?.on === undefined ? undefined : compileCondition(join.on, compilation),
  )
  const grouping = groupingOf(block, context)
  const above: Compilation =
    grouping === undefined ? compilation : { ...compilation, grouping, rownum: undefined }
  const outputs = block.items.flatMap((item) => compileItem(item, above))
  const having = block.having === undefined ? undefined : compileCondition(block.having, above)
  const sorts = context.orderBy.map((key) => compileSort(key, outputs, block.items, above))

  const [only] = sources
  const isSingleTable = sources.length === 1 && only?.isTable === true
  const stored = isSingleTable ? where.flatMap(({ stored: text }) => text ?? []) : []
  const tests = isSingleTable ? where.filter((condition) => condition.stored === undefined) : where
  const isPlain = grouping === undefined && !block.isDistinct
  const usesRownum = compilation.rownum?.isUsed === true
  const storedOrder = isSingleTable && isPlain && !usesRownum ? storedOrderOf(sorts) : undefined
  const sortsHere = sorts.length > 0 && storedOrder === undefined ? sorts : []
  const wanted = context.fetchFirst === undefined ? undefined : context.offset + context.fetchFirst
  const stopsAt = sortsHere.length === 0 && isPlain ? smallest(wanted, rownumLimit) : rownumLimit
  const canLimit = isSingleTable && tests.length === 0 && isPlain && stopsAt !== undefined

  const readOptions = {
    ...(stored.length > 0 ? { where: stored.join(' and ') } : {}),
    ...(storedOrder === undefined ? {} : { orderBy: storedOrder }),
    ...(canLimit ? { limit: stopsAt } : {}),
  }
  const { slots } = compilation.scope
  const readRows = (): AsyncIterable<readonly Row[]> => {
    if (sources.length === 1 && only !== undefined) {
      return only.read({ columns: slots.map(({ column }) => column), ...readOptions })
    }
    const joined = sources.map((source, index) => ({
      kind: block.from[index]?.join?.kind ?? ('cross' as const),
      on: ons[index],
      read: (columns: ReadOptions['columns']) => source.read({ columns }),
    }))
    return runJoins(joined, slots, () => compilation.environment.breathe())
  }

  const width = outputs.length
  const values = [...outputs, ...sortsHere.filter(({ isOutput }) => !isOutput)].map(
    ({ value }) => value,
  )
  const project = (row: Row): Row => {
    const projected = Array<Row[number]>(values.length)
    for (let index = 0; index < values.length; index += 1) {
      projected[index] = (values[index] as Compiled).evaluate(row)
    }
    return projected
  }
  const filtered = () => filterRows(readRows(), { tests, rownumLimit, compilation })

  async function* projected(): AsyncGenerator<readonly Row[], undefined> {
    if (grouping === undefined) {
      yield* filterRows(readRows(), { tests, rownumLimit, compilation, project })
      return undefined
    }
    const groups = await grouping.run(filtered())
    yield groups.filter((row) => having === undefined || having.test(row) === true).map(project)
    return undefined
  }

  return {
    columns: outputs.map(({ name, value }) => ({
      name,
      type: value.type,
      isNullable: value.isNullable,
    })),
    async *run() {
      let rows: AsyncIterable<readonly Row[]> = projected()
      if (block.isDistinct) rows = distinct(rows, width)
      if (sortsHere.length > 0) rows = sortRows(rows, sortsHere, width, outputs)
      yield* cutRows(rows, context.offset, context.fetchFirst)
      return undefined
    },
  }
}

function smallest(left: bigint | undefined, right: bigint | undefined): bigint | undefined {
  if (left === undefined || right === undefined) return left ?? right
  return left < right ? left : right
}

function compileWhere(
  condition: Condition | undefined,
  compilation: Compilation,
): { where: readonly CompiledCondition[]; rownumLimit: bigint | undefined } {
  const where: CompiledCondition[] = []
  let rownumLimit: bigint | undefined
  for (const conjunct of conjunctsOf(condition)) {
    const limit = rownumLimitOf(conjunct, compilation)
    if (limit === undefined) where.push(compileCondition(conjunct, compilation))
    else rownumLimit = smallest(rownumLimit, limit)
  }
  return { where, rownumLimit }
}

/** ROWNUM below a constant, which ends the reading. Everything else of ROWNUM is computed. */
function rownumLimitOf(condition: Condition, compilation: Compilation): bigint | undefined {
  if (condition.kind !== 'compare') return undefined
  const { left, operator, right } = condition
  const isRownum = left.kind === 'name' && left.path.length === 1 && left.path[0] === 'ROWNUM'
  if (!isRownum || (operator !== '<' && operator !== '<=')) return undefined
  const { constant } = convert(
    compileExpression(right, compilation),
    { kind: 'NUMBER' },
    compilation.environment,
  )
  if (constant === undefined || constant === null) return undefined
  if (compilation.rownum !== undefined) compilation.rownum.isUsed = true
  const decimal = decodeNumber(constant)
  const whole = truncateDecimal(decimal)
  const isWhole = decimal.exponent >= 0
  const limit = operator === '<' && isWhole ? whole - 1n : whole
  return limit < 0n ? 0n : limit
}

function groupingOf(block: Block, { compilation, orderBy }: BlockContext): Grouping | undefined {
  const isGrouped =
    block.groupBy.length > 0 ||
    block.having !== undefined ||
    hasAggregate(block.items) ||
    hasAggregate(orderBy)
  if (!isGrouped) return undefined
  return new Grouping(
    block.groupBy,
    (expression) => compileExpression(expression, { ...compilation, rownum: undefined }),
    compilation.environment,
  )
}

function hasAggregate(syntax: unknown): boolean {
  if (typeof syntax !== 'object' || syntax === null) return false
  if (Array.isArray(syntax)) return syntax.some(hasAggregate)
  if ('blocks' in syntax) return false
  if ('kind' in syntax && syntax.kind === 'call' && 'path' in syntax) {
    if (isAggregate((syntax.path as readonly string[]).join('.'))) return true
  }
  return Object.values(syntax).some(hasAggregate)
}

function compileItem(item: SelectItem, compilation: Compilation): readonly Output[] {
  if (item.kind === 'all') {
    if (compilation.grouping !== undefined) throw compilation.grouping.refusal(item.at)
    return compilation.scope.all(item.of, item.at)
  }
  const { expression, alias, text } = item
  const own = expression.kind === 'name' ? expression.path.at(-1) : undefined
  return [{ name: alias ?? own ?? text, value: compileExpression(expression, compilation) }]
}

function compileSort(
  key: SortKey,
  outputs: readonly Output[],
  items: readonly SelectItem[],
  compilation: Compilation,
): SortBy {
  const { expression } = key
  if (expression.kind === 'number') {
    const output = outputs[Number(expression.text) - 1]
    if (output === undefined) {
      throw new OracleError(
        1785,
        'ORDER BY item must be the number of a SELECT-list expression',
        expression.at,
      )
    }
    return sortable({ value: output.value, isOutput: true, key })
  }
  const name =
    expression.kind === 'name' && expression.path.length === 1 ? expression.path[0] : undefined
  const isAlias = items.some((item) => item.kind === 'expression' && item.alias === name)
  const output =
    name !== undefined && isAlias ? outputs.find((one) => one.name === name) : undefined
  if (output !== undefined) return sortable({ value: output.value, isOutput: true, key })
  return sortable({ value: compileExpression(expression, compilation), isOutput: false, key })
}

function sortable(sort: SortBy): SortBy {
  const { type } = sort.value
  if (isLob(type.kind)) throw inconsistent('-', type, sort.key.expression.at)
  return sort
}

function storedOrderOf(sorts: readonly SortBy[]): string | undefined {
  const parts = sorts.map(({ value, key }) => {
    if (value.stored === undefined || value.constant !== undefined) return undefined
    const isInstant = value.type.kind === 'TIMESTAMP_TZ'
    const stored = isInstant ? `substring(${value.stored} from 1 for 11)` : value.stored
    return `${stored}${key.isDescending ? ' desc' : ''} nulls ${key.nullsFirst ? 'first' : 'last'}`
  })
  return parts.length === 0 || parts.includes(undefined) ? undefined : parts.join(', ')
}

async function* filterRows(
  batches: AsyncIterable<readonly Row[]>,
  {
    tests,
    rownumLimit,
    compilation: { rownum },
    project,
  }: {
    readonly tests: readonly CompiledCondition[]
    readonly rownumLimit: bigint | undefined
    readonly compilation: Compilation
    readonly project?: (row: Row) => Row
  },
): AsyncGenerator<readonly Row[], undefined> {
  const last = rownumLimit === undefined ? Infinity : Number(rownumLimit)
  let passed = 0
  if (last === 0) return undefined
  for await (const batch of batches) {
    const out: Row[] = []
    for (const row of batch) {
      if (rownum !== undefined) rownum.value = passed + 1
      if (!tests.every((condition) => condition.test(row) === true)) continue
      passed += 1
      out.push(project === undefined ? row : project(row))
      if (passed >= last) break
    }
    if (out.length > 0) yield out
    if (passed >= last) return undefined
  }
  return undefined
}

async function* distinct(
  batches: AsyncIterable<readonly Row[]>,
  width: number,
): AsyncGenerator<readonly Row[], undefined> {
  const seen = new Set<string>()
  for await (const batch of batches) {
    const out = batch.filter((row) => {
      const text = keyText(row.slice(0, width))
      if (seen.has(text)) return false
      seen.add(text)
      return true
    })
    if (out.length > 0) yield out
  }
  return undefined
}

async function* sortRows(
  batches: AsyncIterable<readonly Row[]>,
  sorts: readonly SortBy[],
  width: number,
  outputs: readonly Output[],
): AsyncGenerator<readonly Row[], undefined> {
  const rows: Row[] = []
  for await (const batch of batches) {
    if (rows.length + batch.length > mostSortedRows) {
      throw notEmulated(`order of more than ${mostSortedRows} rows by what is no stored column`)
    }
    for (const row of batch) rows.push(row)
  }
  let extra = width
  const places = sorts.map(({ isOutput, value, key }) => ({
    place: isOutput ? outputs.findIndex((output) => output.value === value) : extra++,
    key,
  }))
  rows.sort((left, right) => {
    for (const { place, key } of places) {
      const order = compareImages(left[place] ?? null, right[place] ?? null, key)
      if (order !== 0) return order
    }
    return 0
  })
  for (let start = 0; start < rows.length; start += batchRows) {
    yield rows
      .slice(start, start + batchRows)
      .map((row) => (extra > width ? row.slice(0, width) : row))
  }
  return undefined
}

function compareImages(left: Row[number], right: Row[number], key: SortKey): number {
  if (left === null || right === null) {
    if (left === right) return 0
    return (left === null) === key.nullsFirst ? -1 : 1
  }
  const order = Buffer.compare(left, right)
  return key.isDescending ? -order : order
}

async function* cutRows(
  batches: AsyncIterable<readonly Row[]>,
  offset: bigint,
  fetchFirst: bigint | undefined,
): AsyncGenerator<readonly Row[], undefined> {
  let toSkip = Number(offset)
  let left = fetchFirst === undefined ? Infinity : Number(fetchFirst)
  if (left === 0) return undefined
  for await (const batch of batches) {
    const kept = batch.slice(toSkip, toSkip + left)
    toSkip = Math.max(0, toSkip - batch.length)
    left -= kept.length
    if (kept.length > 0) yield kept
    if (left === 0) return undefined
  }
  return undefined
}
