import { parseOracleType, UnknownTypeError, type OracleType } from '../images/oracle-type.ts'
import { notEmulated, OracleError } from '../oracle-error.ts'
import { parseCondition } from './parse-condition.ts'
import { parseQuery } from './parse-query.ts'
import { reservedWords } from './reserved-words.ts'
import type { Condition, Expression, IntervalField } from './syntax.ts'
import type { TokenCursor } from './token-cursor.ts'

/** Reserved words that are functions or pseudo columns. */
const valueWords = new Set(['ROWNUM', 'ROWID', 'SYSDATE', 'USER', 'UID'])
const intervalFields = new Set<string>(['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'])
const mostParts = 3

/** Parses a value: what may stand in a select list. Throws ORA-00936 and others where none is. */
export function parseExpression(cursor: TokenCursor): Expression {
  return cursor.nested(() => {
    let left = parseProduct(cursor)
    for (;;) {
      const at = cursor.token.offset
      const operator = ['+', '-', '||'].find((sign) => cursor.skip(sign)) as '+' | undefined
      if (operator === undefined) return left
      left = { kind: 'binary', operator, left, right: parseProduct(cursor), at }
    }
  })
}

function parseProduct(cursor: TokenCursor): Expression {
  let left = parseSigned(cursor)
  for (;;) {
    const at = cursor.token.offset
    const operator = ['*', '/'].find((sign) => cursor.skip(sign)) as '*' | undefined
    if (operator === undefined) return left
    left = { kind: 'binary', operator, left, right: parseSigned(cursor), at }
  }
}

function parseSigned(cursor: TokenCursor): Expression {
  const at = cursor.token.offset
  if (cursor.skip('-')) {
    return { kind: 'negative', operand: cursor.nested(() => parseSigned(cursor)), at }
  }
  if (cursor.skip('+')) return cursor.nested(() => parseSigned(cursor))
  return parseZoned(cursor)
}

function parseZoned(cursor: TokenCursor): Expression {
  let operand = parsePrimary(cursor)
  for (;;) {
    const at = cursor.token.offset
    if (cursor.skip('AT', 'LOCAL')) operand = { kind: 'at zone', operand, zone: undefined, at }
    else if (cursor.skip('AT', 'TIME', 'ZONE')) {
      operand = { kind: 'at zone', operand, zone: parsePrimary(cursor), at }
    } else return operand
  }
}

function parsePrimary(cursor: TokenCursor): Expression {
  const { kind, value, offset: at } = cursor.token
  switch (kind) {
    case 'number':
      cursor.take()
      return { kind: 'number', text: value, at }
    case 'text':
      cursor.take()
      return value === '' ? { kind: 'null', at } : { kind: 'text', text: value, at }
    case 'bind':
      cursor.take()
      return { kind: 'bind', index: cursor.nextBind(), at }
    case 'quoted':
      return parseName(cursor)
    case 'word':
      return parseWord(cursor)
    case 'symbol':
      if (value === '(') return parseParentheses(cursor)
      break
    case 'end':
      break
  }
  throw missingExpression(cursor)
}

function parseParentheses(cursor: TokenCursor): Expression {
  const at = cursor.take().offset
  if (cursor.isAt('SELECT')) {
    const query = parseQuery(cursor)
    cursor.expectClosing()
    return { kind: 'query', query, at }
  }
  const items = parseList(cursor)
  cursor.expectClosing()
  return items.length === 1 ? (items[0] as Expression) : { kind: 'tuple', items, at }
}

function parseList(cursor: TokenCursor): readonly Expression[] {
  const items = [parseExpression(cursor)]
  while (cursor.skip(',')) items.push(parseExpression(cursor))
  return items
}

function parseWord(cursor: TokenCursor): Expression {
  const { value, offset: at } = cursor.token
  const next = cursor.ahead(1)
  if ((value === 'DATE' || value === 'TIMESTAMP') && next.kind === 'text') {
    cursor.take()
    return { kind: 'time', type: value, text: cursor.take().value, at }
  }
  if (value === 'INTERVAL' && next.kind === 'text') return parseInterval(cursor)
  if (cursor.skip('NULL')) return { kind: 'null', at }
  if (value === 'CASE') return parseCase(cursor)
  if (value === 'CAST' && next.value === '(') return parseCast(cursor)
  if (value === 'EXTRACT' && next.value === '(') return parseExtract(cursor)
  if (reservedWords.has(value) && !valueWords.has(value)) throw missingExpression(cursor)
  return parseName(cursor)
}

/** A column, or the call of a function, with what qualifies it. */
function parseName(cursor: TokenCursor): Expression {
  const at = cursor.token.offset
  const path = [cursor.take().value]
  while (path.length < mostParts && cursor.isAt('.')) {
    cursor.take()
    const { kind, value } = cursor.token
    const isName = cursor.isName() || (kind === 'word' && valueWords.has(value))
    if (!isName)
      throw cursor.error(1747, 'invalid user.table.column, table.column, or column specification')
    path.push(cursor.take().value)
  }
  if (!cursor.isAt('(')) return { kind: 'name', path, at }
  return parseCall(cursor, path, at)
}

function parseCall(cursor: TokenCursor, path: readonly string[], at: number): Expression {
  cursor.take()
  const call = { kind: 'call', path, isDistinct: false, hasStar: false, at } as const
  if (cursor.skip(')')) return withoutWindow(cursor, { ...call, arguments: [] })
  if (cursor.skip('*')) {
    cursor.expectClosing()
    return withoutWindow(cursor, { ...call, arguments: [], hasStar: true })
  }
  const isDistinct = cursor.skip('DISTINCT') || cursor.skip('UNIQUE')
  const given = parseList(cursor)
  if (cursor.isAt('DEFAULT')) throw notEmulated('DEFAULT … ON CONVERSION ERROR', at)
  cursor.expectClosing()
  return withoutWindow(cursor, { ...call, arguments: given, isDistinct })
}

function withoutWindow(cursor: TokenCursor, call: Expression): Expression {
  if (cursor.isAt('OVER', '(')) throw notEmulated('analytic functions', cursor.token.offset)
  if (cursor.isAt('WITHIN', 'GROUP')) throw notEmulated('WITHIN GROUP', cursor.token.offset)
  return call
}

function parseCase(cursor: TokenCursor): Expression {
  const at = cursor.take().offset
  const operand = cursor.isAt('WHEN') ? undefined : parseExpression(cursor)
  const branches: { when: Condition; value: Expression }[] = []
  while (cursor.skip('WHEN')) {
    const whenAt = cursor.token.offset
    const when: Condition =
      operand === undefined
        ? parseCondition(cursor)
        : {
            kind: 'compare',
            operator: '=',
            left: operand,
            right: parseExpression(cursor),
            at: whenAt,
          }
    cursor.expect('THEN', 905, 'missing keyword')
    branches.push({ when, value: parseExpression(cursor) })
  }
  if (branches.length === 0) throw cursor.error(905, 'missing keyword')
  const otherwise = cursor.skip('ELSE') ? parseExpression(cursor) : undefined
  cursor.expect('END', 905, 'missing keyword')
  return { kind: 'case', branches, otherwise, at }
}

function parseCast(cursor: TokenCursor): Expression {
  const at = cursor.take().offset
  cursor.take()
  const operand = parseExpression(cursor)
  cursor.expect('AS', 905, 'missing keyword')
  const type = parseType(cursor)
  cursor.expectClosing()
  return { kind: 'cast', operand, type, at }
}

function parseType(cursor: TokenCursor): OracleType {
  const start = cursor.token.offset
  let text = ''
  for (let depth = 0; cursor.token.kind !== 'end';) {
    if (cursor.isAt('(')) depth += 1
    if (cursor.isAt(')')) depth -= 1
    if (depth < 0) break
    text += `${cursor.take().value} `
  }
  try {
    return parseOracleType(text.replace(/- (?=\d)/g, '-'))
  } catch (error) {
    if (error instanceof UnknownTypeError) throw new OracleError(902, 'invalid datatype', start)
    throw error
  }
}

function parseExtract(cursor: TokenCursor): Expression {
  const at = cursor.take().offset
  cursor.take()
  const field = cursor.take().value
  cursor.expect('FROM', 923, 'FROM keyword not found where expected')
  const operand = parseExpression(cursor)
  cursor.expectClosing()
  return { kind: 'extract', field, operand, at }
}

function parseInterval(cursor: TokenCursor): Expression {
  const at = cursor.take().offset
  const text = cursor.take().value
  const from = parseIntervalField(cursor)
  const to = cursor.skip('TO') ? parseIntervalField(cursor) : from
  return { kind: 'interval', text, from, to, at }
}

function parseIntervalField(cursor: TokenCursor): IntervalField {
  const { value } = cursor.token
  if (!intervalFields.has(value)) throw cursor.error(30089, 'missing or invalid <datetime field>')
  cursor.take()
  if (cursor.skip('(')) {
    while (cursor.token.kind === 'number' || cursor.isAt(',')) cursor.take()
    cursor.expectClosing()
  }
  return value as IntervalField
}

export function missingExpression(cursor: TokenCursor): OracleError {
  return cursor.error(936, 'missing expression')
}
