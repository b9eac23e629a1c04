import {
  encodeMonths,
  encodeNanoseconds,
  parseMonths,
  parseNanoseconds,
} from '../images/interval-image.ts'
import { encodeInteger, encodeNumber, parseDecimal } from '../images/number-image.ts'
import type { OracleType } from '../images/oracle-type.ts'
import {
  encodeTime,
  encodeZonedTime,
  offsetOf,
  parseWritten,
  shiftMinutes,
  decodeTime,
  parseOffset,
} from '../images/time-image.ts'
import { notEmulated, OracleError } from '../oracle-error.ts'
import type { Row } from '../result.ts'
import { addValues, concatenate, multiplyValues, negateValue } from './arithmetic.ts'
import { commonType } from './compare.ts'
import { compileCondition } from './compile-condition.ts'
import {
  constantOf,
  computed,
  type Compiled,
  type CompiledCondition,
  type Environment,
} from './compiled.ts'
import { cast, convert, familyOf, inconsistent } from './convert.ts'
import { compileCall } from './functions.ts'
import { isAggregate, type Grouping } from './grouping.ts'
import { invalidIdentifier, type Scope } from './scope.ts'
import type { Expression, IntervalField, Query } from './syntax.ts'

/** The rows of a query that stands in an expression; it has been run before. */
export interface SubqueryRows {
  readonly types: readonly OracleType[]
  readonly rows: readonly Row[]
}

/** What the expressions of a block are compiled in. */
export interface Compilation {
  readonly scope: Scope
  readonly environment: Environment
  readonly subqueries: ReadonlyMap<Query, SubqueryRows>
  /** Present where ROWNUM may be asked for; counts the rows that a block has let through. */
  readonly rownum: { value: number; isUsed: boolean } | undefined
  /** Present above the groups of a block: its columns are keys and aggregates. */
  readonly grouping: Grouping | undefined
}

/** Makes an expression ready to be computed. Throws the number that Oracle has for what it refuses. */
export function compileExpression(expression: Expression, compilation: Compilation): Compiled {
  const grouped = compilation.grouping?.find(expression)
  if (grouped !== undefined) return grouped
  const compile = (inner: Expression) => compileExpression(inner, compilation)
  const { environment } = compilation
  switch (expression.kind) {
    case 'number':
      return compileNumber(expression.text)
    case 'text':
      return constantOf(
        { kind: 'CHAR', length: Buffer.byteLength(expression.text) },
        Buffer.from(expression.text),
      )
    case 'null':
      return constantOf({ kind: 'VARCHAR2', length: 0 }, null)
    case 'time':
      return compileTime(expression.type, expression.text)
    case 'interval':
      return compileInterval(expression)
    case 'bind':
      return compileBind(expression.index, expression.at, environment)
    case 'name':
      return compileName(expression.path, expression.at, compilation)
    case 'call':
      return compileFunction(expression, compilation)
    case 'cast':
      return cast(compile(expression.operand), expression.type, environment)
    case 'extract':
      return compileExtract(expression.field, compile(expression.operand), expression.at)
    case 'case':
      return compileCase(expression, compilation)
    case 'negative':
      return negateValue(compile(expression.operand), environment)
    case 'binary': {
      const { operator, at } = expression
      const operands = { left: compile(expression.left), right: compile(expression.right), at }
      if (operator === '||') return concatenate(operands, environment)
      if (operator === '*' || operator === '/')
        return multiplyValues(operands, operator, environment)
      return addValues(operands, operator, environment)
    }
    case 'at zone':
      return compileZone(expression, compilation)
    case 'query':
      return compileScalar(expression.query, expression.at, compilation)
    case 'tuple':
      throw new OracleError(907, 'missing right parenthesis', expression.at)
  }
}

function compileNumber(text: string): Compiled {
  if (/[fFdD]$/.test(text)) throw notEmulated('literal of a binary number')
  return constantOf({ kind: 'NUMBER' }, encodeNumber(parseDecimal(text)))
}

function compileTime(kind: 'DATE' | 'TIMESTAMP', text: string): Compiled {
  const { time, offsetMinutes } = parseWritten(text)
  if (kind === 'DATE') return constantOf({ kind }, encodeTime(time, false))
  if (offsetMinutes === undefined) return constantOf({ kind, scale: 9 }, encodeTime(time, true))
  const utc = shiftMinutes(time, -offsetMinutes)
  return constantOf({ kind: 'TIMESTAMP_TZ', scale: 9 }, encodeZonedTime(utc, offsetMinutes))
}

const unitNanoseconds = {
  DAY: 86_400_000_000_000n,
  HOUR: 3_600_000_000_000n,
  MINUTE: 60_000_000_000n,
  SECOND: 1_000_000_000n,
} as const

function compileInterval({
  text,
  from,
  to,
  at,
}: Extract<Expression, { kind: 'interval' }>): Compiled {
  if (from === 'YEAR' || from === 'MONTH') {
    const months = to === from ? Number(text) * (from === 'YEAR' ? 12 : 1) : parseMonths(text)
    if (!Number.isInteger(months)) throw new OracleError(1867, 'the interval is invalid', at)
    return constantOf({ kind: 'INTERVAL_YM', precision: 9, scale: 0 }, encodeMonths(months))
  }
  const type = { kind: 'INTERVAL_DS', precision: 9, scale: 9 } as const
  if (to === from) return constantOf(type, encodeNanoseconds(singleField(text, from)))
  if (from !== 'DAY' || to !== 'SECOND') throw notEmulated(`INTERVAL ${from} TO ${to}`, at)
  return constantOf(type, encodeNanoseconds(parseNanoseconds(text)))
}

function singleField(text: string, field: IntervalField): bigint {
  const unit = unitNanoseconds[field as keyof typeof unitNanoseconds]
  const found = /^\s*([+-]?\d+)(?:\.(\d{1,9}))?\s*$/.exec(text)
  if (found === null) throw new OracleError(1867, 'the interval is invalid')
  const fraction = BigInt((found[2] ?? '').padEnd(9, '0')) * (text.includes('-') ? -1n : 1n)
  return BigInt(found[1] ?? 0) * unit + (field === 'SECOND' ? fraction : 0n)
}

function compileBind(index: number, at: number, { binds }: Environment): Compiled {
  const bind = binds[index]
  if (bind === undefined) throw new OracleError(1008, 'not all variables bound', at)
  const { type, image } = bind
  // An empty text is NULL, also where it is bound.
  return constantOf(type, image?.length === 0 ? null : image)
}

function compileName(path: readonly string[], at: number, compilation: Compilation): Compiled {
  const { scope, environment, grouping, rownum } = compilation
  if (path.length === 1 && path[0] === 'ROWNUM') {
    if (rownum === undefined) throw notEmulated('ROWNUM above groups', at)
    rownum.isUsed = true
    return {
      type: { kind: 'NUMBER' },
      isNullable: false,
      evaluate: () => encodeInteger(rownum.value),
    }
  }
  if (grouping === undefined) {
    const column = scope.find(path, at)
    if (column !== undefined) return column
  } else if (scope.find(path, at) !== undefined) throw grouping.refusal(at)
  const call = compileCall({ path, given: [], at, hasParentheses: false }, environment)
  if (call === undefined) throw invalidIdentifier(path, at)
  return call
}

function compileFunction(
  call: Extract<Expression, { kind: 'call' }>,
  compilation: Compilation,
): Compiled {
  const { path, at } = call
  const name = path.join('.')
  if (isAggregate(name)) {
    throw compilation.grouping === undefined
      ? new OracleError(934, 'group function is not allowed here', at)
      : new OracleError(978, 'nested group function without GROUP BY', at)
  }
  if (call.isDistinct)
    throw new OracleError(30_482, 'DISTINCT option not allowed for this function', at)
  if (call.hasStar) throw new OracleError(936, 'missing expression', at)
  const given = call.arguments.map((inner) => compileExpression(inner, compilation))
  const compiled = compileCall({ path, given, at, hasParentheses: true }, compilation.environment)
  if (compiled === undefined) throw invalidIdentifier(path, at)
  return compiled
}

function compileExtract(field: string, operand: Compiled, at: number): Compiled {
  const type = { kind: 'NUMBER' } as const
  if (familyOf(operand.type.kind) !== 'time')
    throw new OracleError(30_076, 'invalid extract field for extract source', at)
  const local = (image: Buffer) => shiftMinutes(decodeTime(image), offsetOf(image))
  const whole = (of: (image: Buffer) => number) =>
    computed(type, [operand], (image) => encodeInteger(of(image)))
  const needsTime = operand.type.kind === 'DATE' && !['YEAR', 'MONTH', 'DAY'].includes(field)
  if (needsTime) throw new OracleError(30_076, 'invalid extract field for extract source', at)
  switch (field) {
    case 'YEAR':
      return whole((image) => local(image).year)
    case 'MONTH':
      return whole((image) => local(image).month)
    case 'DAY':
      return whole((image) => local(image).day)
    case 'HOUR':
      return whole((image) => decodeTime(image).hour)
    case 'MINUTE':
      return whole((image) => decodeTime(image).minute)
    case 'SECOND':
      return computed(type, [operand], (image) => {
        const { second, nanosecond } = decodeTime(image)
        return encodeNumber({
          digits: BigInt(second) * 1_000_000_000n + BigInt(nanosecond),
          exponent: -9,
        })
      })
    default:
      throw notEmulated(`EXTRACT of ${field}`, at)
  }
}

function compileCase(
  { branches, otherwise, at }: Extract<Expression, { kind: 'case' }>,
  compilation: Compilation,
): Compiled {
  const compiled = branches.map(({ when, value }) => ({
    when: compileCondition(when, compilation),
    value: compileExpression(value, compilation),
  }))
  const last: Compiled =
    otherwise === undefined
      ? constantOf({ kind: 'VARCHAR2', length: 0 }, null)
      : compileExpression(otherwise, compilation)
  const values = unify([...compiled.map(({ value }) => value), last], at, compilation.environment)
  const conditions = compiled.map(({ when }) => when)
  return choose(conditions, values)
}

function choose(conditions: readonly CompiledCondition[], values: readonly Compiled[]): Compiled {
  return {
    type: values[0]?.type ?? { kind: 'VARCHAR2', length: 0 },
    isNullable: true,
    evaluate: (row) => {
      const found = conditions.findIndex((condition) => condition.test(row) === true)
      return values[found < 0 ? conditions.length : found]?.evaluate(row) ?? null
    },
  }
}

/** Values of one type, that of the first that is no NULL. Throws ORA-00932 for those of no one type. */
export function unify(
  values: readonly Compiled[],
  at: number,
  environment: Environment,
): readonly Compiled[] {
  const known = values.filter(({ constant }) => constant !== null)
  const [first] = known
  if (first === undefined) return values
  const isMixed = known.some(({ type }) => familyOf(type.kind) !== familyOf(first.type.kind))
  if (isMixed) {
    const other =
      known.find(({ type }) => familyOf(type.kind) !== familyOf(first.type.kind)) ?? first
    throw inconsistent(first.type.kind, other.type, at)
  }
  const wanted = known.reduce((type, value) => widest(type, value.type, at), first.type)
  return values.map((value) => convert(value, wanted, environment))
}

function widest(left: OracleType, right: OracleType, at: number): OracleType {
  if (familyOf(left.kind) !== 'text') {
    const type = commonType(left, right, at)
    // What is common to numbers of different precision has none.
    return familyOf(type.kind) === 'number' && JSON.stringify(left) !== JSON.stringify(right)
      ? { kind: 'NUMBER' }
      : type
  }
  const isLong = [left, right].find(({ kind }) => kind === 'CLOB' || kind === 'NCLOB')
  if (isLong !== undefined) return isLong
  const length = Math.max(left.length ?? 4000, right.length ?? 4000)
  return { ...left, kind: left.kind === 'CHAR' ? 'VARCHAR2' : left.kind, length }
}

function compileZone(
  { operand, zone, at }: Extract<Expression, { kind: 'at zone' }>,
  compilation: Compilation,
): Compiled {
  const { environment } = compilation
  const type = { kind: 'TIMESTAMP_TZ', scale: 9 } as const
  const value = convert(compileExpression(operand, compilation), type, environment)
  let offset = environment.settings.offsetMinutes
  if (zone !== undefined) {
    const { constant } = compileExpression(zone, compilation)
    if (constant === undefined || constant === null) throw notEmulated('time zone of a column', at)
    offset = parseOffset(constant.toString())
  }
  return computed(type, [value], (image) => encodeZonedTime(decodeTime(image), offset))
}

function compileScalar(query: Query, at: number, { subqueries }: Compilation): Compiled {
  const found = subqueries.get(query)
  if (found === undefined) throw notEmulated('subquery here', at)
  const [type] = found.types
  if (found.types.length !== 1 || type === undefined)
    throw new OracleError(913, 'too many values', at)
  if (found.rows.length > 1)
    throw new OracleError(1427, 'single-row subquery returns more than one row', at)
  return constantOf(type, found.rows[0]?.[0] ?? null)
}
