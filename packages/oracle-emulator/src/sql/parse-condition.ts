import { OracleError } from '../oracle-error.ts'
import { parseExpression } from './parse-expression.ts'
import { parseQuery } from './parse-query.ts'
import type { Comparison, Condition, Expression } from './syntax.ts'
import type { TokenCursor } from './token-cursor.ts'

const mostInList = 1000
const comparisons: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '^=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}
/** What follows a value in parentheses that is part of a condition, and no condition itself. */
const operandEnds = new Set([
  ...Object.keys(comparisons),
  ...['+', '-', '*', '/', '||', 'IS', 'IN', 'NOT', 'BETWEEN', 'LIKE', 'AT'],
])

/** Parses what may stand after WHERE. Throws ORA-00920 for a value that nothing is said of. */
export function parseCondition(cursor: TokenCursor): Condition {
  return cursor.nested(() => parseAny(cursor, 'OR'))
}

function parseAny(cursor: TokenCursor, word: 'OR' | 'AND'): Condition {
  const next = () => (word === 'OR' ? parseAny(cursor, 'AND') : parseSingle(cursor))
  const conditions = [next()]
  while (cursor.skip(word)) conditions.push(next())
  const [only] = conditions
  if (conditions.length === 1 && only !== undefined) return only
  return { kind: word === 'OR' ? 'or' : 'and', conditions }
}

function parseSingle(cursor: TokenCursor): Condition {
  const at = cursor.token.offset
  if (cursor.skip('NOT')) {
    return { kind: 'not', condition: cursor.nested(() => parseSingle(cursor)) }
  }
  if (cursor.skip('EXISTS')) {
    cursor.expect('(', 906, 'missing left parenthesis')
    const query = parseQuery(cursor)
    cursor.expectClosing()
    return { kind: 'exists', query, at }
  }
  if (cursor.isAt('(') && isCondition(cursor)) {
    cursor.take()
    const condition = parseCondition(cursor)
    cursor.expectClosing()
    return condition
  }
  return parsePredicate(cursor, parseExpression(cursor))
}

function isCondition(cursor: TokenCursor): boolean {
  if (cursor.ahead(1).value === 'SELECT' && cursor.ahead(1).kind === 'word') return false
  const { kind, value } = cursor.afterParentheses()
  return !((kind === 'word' || kind === 'symbol') && operandEnds.has(value))
}

function parsePredicate(cursor: TokenCursor, operand: Expression): Condition {
  const { kind, value, offset: at } = cursor.token
  const operator = kind === 'symbol' ? comparisons[value] : undefined
  if (operator !== undefined) {
    cursor.take()
    if (cursor.isAt('ANY') || cursor.isAt('ALL')) throw cursor.error(936, 'missing expression')
    return { kind: 'compare', operator, left: operand, right: parseExpression(cursor), at }
  }
  if (cursor.skip('IS')) {
    const isNegated = cursor.skip('NOT')
    cursor.expect('NULL', 908, 'missing NULL keyword')
    return { kind: 'is null', operand, isNegated }
  }
  const isNegated = cursor.skip('NOT')
  const condition = parseWordPredicate(cursor, operand)
  return isNegated ? { kind: 'not', condition } : condition
}

function parseWordPredicate(cursor: TokenCursor, operand: Expression): Condition {
  const at = cursor.token.offset
  if (cursor.skip('BETWEEN')) {
    const low = parseExpression(cursor)
    cursor.expect('AND', 905, 'missing keyword')
    const high = parseExpression(cursor)
    const bound = (operator: Comparison, right: Expression): Condition => ({
      kind: 'compare',
      operator,
      left: operand,
      right,
      at,
    })
    return { kind: 'and', conditions: [bound('>=', low), bound('<=', high)] }
  }
  if (cursor.skip('LIKE')) {
    const pattern = parseExpression(cursor)
    const escape = cursor.skip('ESCAPE') ? parseExpression(cursor) : undefined
    return { kind: 'like', operand, pattern, escape }
  }
  if (cursor.skip('IN')) return parseIn(cursor, operand, at)
  throw cursor.error(920, 'invalid relational operator')
}

function parseIn(cursor: TokenCursor, operand: Expression, at: number): Condition {
  cursor.expect('(', 906, 'missing left parenthesis')
  if (cursor.isAt('SELECT')) {
    const query = parseQuery(cursor)
    cursor.expectClosing()
    return { kind: 'in', operand, items: query, at }
  }
  const items = [parseExpression(cursor)]
  while (cursor.skip(',')) items.push(parseExpression(cursor))
  if (items.length > mostInList) {
    throw new OracleError(1795, 'maximum number of expressions in a list is 1000', at)
  }
  cursor.expectClosing()
  return { kind: 'in', operand, items, at }
}
