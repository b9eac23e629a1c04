import { isLob, type OracleType } from '../images/oracle-type.ts'
import { OracleError } from '../oracle-error.ts'
import type { Row } from '../result.ts'
import type { Compiled, CompiledCondition, Environment } from './compiled.ts'
import { convert, familyOf, inconsistent } from './convert.ts'
import type { Comparison } from './syntax.ts'

type Compare = (left: Buffer, right: Buffer) => number

const instantBytes = 11

/** Two values made comparable, and how their images are compared. */
export interface Comparable {
  readonly left: Compiled
  readonly right: Compiled
  readonly compare: Compare
  /** The two as PostgreSQL compares them. */
  readonly stored: { readonly left: string; readonly right: string } | undefined
}

/** Throws ORA-00932 for values that Oracle does not compare. */
export function makeComparable(
  given: { readonly left: Compiled; readonly right: Compiled; readonly at: number },
  environment: Environment,
): Comparable {
  for (const { type } of [given.left, given.right]) {
    if (isLob(type.kind) || type.kind.startsWith('LONG')) throw inconsistent('-', type, given.at)
  }
  const type = commonType(given.left.type, given.right.type, given.at)
  const left = convert(given.left, type, environment)
  const right = convert(given.right, type, environment)
  const pads = isFixed(given.left.type) && isFixed(given.right.type)
  const isInstant = type.kind === 'TIMESTAMP_TZ' || type.kind === 'TIMESTAMP_LTZ'
  const compare = pads ? comparePadded : isInstant ? compareInstants : compareBytes
  if (pads || left.stored === undefined || right.stored === undefined) {
    return { left, right, compare, stored: undefined }
  }
  const of = (text: string) => (isInstant ? `substring(${text} from 1 for ${instantBytes})` : text)
  return { left, right, compare, stored: { left: of(left.stored), right: of(right.stored) } }
}

function isFixed({ kind }: OracleType): boolean {
  return kind === 'CHAR' || kind === 'NCHAR'
}

function compareBytes(left: Buffer, right: Buffer): number {
  return left.compare(right)
}

function compareInstants(left: Buffer, right: Buffer): number {
  return Buffer.compare(left.subarray(0, instantBytes), right.subarray(0, instantBytes))
}

// Of two texts of a fixed length, the shorter one is as if it had blanks at its end.
function comparePadded(left: Buffer, right: Buffer): number {
  return Buffer.compare(withoutPadding(left), withoutPadding(right))
}

function withoutPadding(text: Buffer): Buffer {
  let end = text.length
  while (end > 0 && text[end - 1] === 0x20) end -= 1
  return text.subarray(0, end)
}

const timeRank = { DATE: 0, TIMESTAMP: 1, TIMESTAMP_LTZ: 2, TIMESTAMP_TZ: 3 } as const

/** The type in which two values are compared. */
export function commonType(left: OracleType, right: OracleType, offset = 0): OracleType {
  const [first, second] = [familyOf(left.kind), familyOf(right.kind)]
  if (first === 'time' && second === 'time') {
    const rank = ({ kind }: OracleType) => timeRank[kind as keyof typeof timeRank]
    return rank(left) >= rank(right) ? left : right
  }
  if (first === second) return first === 'float' ? { kind: 'BINARY_DOUBLE' } : left
  const families = [first, second]
  if (families.includes('number') && families.includes('float')) return { kind: 'BINARY_DOUBLE' }
  if (first === 'text' && left.kind !== 'ROWID') return plain(right)
  if (second === 'text' && right.kind !== 'ROWID') return plain(left)
  throw inconsistent(left.kind, right, offset)
}

function plain({ kind }: OracleType): OracleType {
  return { kind }
}

const tests: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

export function compileComparison(
  given: { readonly left: Compiled; readonly right: Compiled; readonly at: number },
  operator: Comparison,
  environment: Environment,
): CompiledCondition {
  const { left, right, compare, stored } = makeComparable(given, environment)
  const holds = tests[operator]
  const test = (row: Row) => {
    const [first, second] = [left.evaluate(row), right.evaluate(row)]
    return first === null || second === null ? undefined : holds(compare(first, second))
  }
  return stored === undefined
    ? { test }
    : { test, stored: `(${stored.left} ${operator} ${stored.right})` }
}

/** Whether the pattern of LIKE is met. Throws ORA-01424 and 01425 for a wrong escape. */
export function matchesPattern(text: string, pattern: string, escape: string | undefined): boolean {
  if (escape !== undefined && Array.from(escape).length !== 1) {
    throw new OracleError(1425, 'escape character must be character string of length 1')
  }
  return new RegExp(`^${patternSource(pattern, escape)}$`, 'su').test(text)
}

function patternSource(pattern: string, escape: string | undefined): string {
  let source = ''
  const signs = Array.from(pattern)
  for (let index = 0; index < signs.length; index += 1) {
    const sign = signs[index] ?? ''
    if (sign === escape) {
      index += 1
      const next = signs[index]
      if (next !== '%' && next !== '_' && next !== escape) {
        throw new OracleError(1424, 'missing or illegal character following the escape character')
      }
      source += literal(next)
    } else if (sign === '%') {
      // Two in a row say no more than one, and would make the expression slow.
      if (!source.endsWith('.*')) source += '.*'
    } else source += sign === '_' ? '.' : literal(sign)
  }
  return source
}

function literal(sign: string): string {
  return sign.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&')
}
