import { notEmulated } from '../oracle-error.ts'
import { parseCondition } from './parse-condition.ts'
import { missingExpression, parseExpression } from './parse-expression.ts'
import type {
  AsOf,
  Block,
  Expression,
  Join,
  Query,
  SelectItem,
  SortKey,
  TableReference,
} from './syntax.ts'
import type { TokenCursor } from './token-cursor.ts'

const joinWords = new Set(['JOIN', 'INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS', 'NATURAL', 'USING'])
const otherSets = ['UNION', 'MINUS', 'INTERSECT', 'EXCEPT']

/** Parses from SELECT to where the query can have no more. */
export function parseQuery(cursor: TokenCursor): Query {
  return cursor.nested(() => {
    const blocks = [parseBlock(cursor)]
    while (cursor.skip('UNION', 'ALL')) blocks.push(parseBlock(cursor))
    if (otherSets.some((word) => cursor.isAt(word))) {
      throw notEmulated(`${cursor.token.value} of queries`, cursor.token.offset)
    }
    const orderBy = parseOrderBy(cursor)
    return { blocks, orderBy, ...parseLimits(cursor) }
  })
}

function parseBlock(cursor: TokenCursor): Block {
  cursor.expect('SELECT', 900, 'invalid SQL statement')
  const isDistinct = cursor.skip('DISTINCT') || cursor.skip('UNIQUE')
  cursor.skip('ALL')
  const items = [parseItem(cursor)]
  while (cursor.skip(',')) items.push(parseItem(cursor))
  cursor.expect('FROM', 923, 'FROM keyword not found where expected')
  const from = parseFrom(cursor)
  const where = cursor.skip('WHERE') ? parseCondition(cursor) : undefined
  if (cursor.isAt('CONNECT') || cursor.isAt('START')) {
    throw notEmulated('CONNECT BY', cursor.token.offset)
  }
  const groupBy = parseGroupBy(cursor)
  const having = cursor.skip('HAVING') ? parseCondition(cursor) : undefined
  return { isDistinct, items, from, where, groupBy, having }
}

function parseItem(cursor: TokenCursor): SelectItem {
  const { offset: at } = cursor.token
  if (cursor.skip('*')) return { kind: 'all', of: [], at }
  const of = qualifiedStar(cursor)
  if (of !== undefined) return { kind: 'all', of, at }
  const expression = parseExpression(cursor)
  const text = cursor.textSince(at)
  const alias = cursor.skip('AS')
    ? parseAlias(cursor)
    : cursor.isName()
      ? cursor.take().value
      : undefined
  return { kind: 'expression', expression, alias, text }
}

function qualifiedStar(cursor: TokenCursor): readonly string[] | undefined {
  if (!cursor.isName()) return undefined
  for (const parts of [1, 2]) {
    const ends = cursor.ahead(parts * 2)
    if (ends.kind !== 'symbol' || ends.value !== '*') continue
    if (cursor.ahead(parts * 2 - 1).value !== '.') continue
    const path: string[] = []
    for (let index = 0; index < parts; index += 1) {
      path.push(cursor.take().value)
      cursor.take()
    }
    cursor.take()
    return path
  }
  return undefined
}

function parseAlias(cursor: TokenCursor): string {
  if (!cursor.isName()) throw cursor.error(923, 'FROM keyword not found where expected')
  return cursor.take().value
}

function parseFrom(cursor: TokenCursor): readonly TableReference[] {
  const references = [parseReference(cursor, undefined)]
  for (;;) {
    if (cursor.skip(',')) {
      references.push(parseReference(cursor, undefined))
      continue
    }
    const kind = parseJoinKind(cursor)
    if (kind === undefined) return references
    const reference = parseReference(cursor, undefined)
    if (kind === 'cross') {
      references.push({ ...reference, join: { kind, on: undefined } })
      continue
    }
    cursor.expect('ON', 905, 'missing keyword')
    references.push({ ...reference, join: { kind, on: parseCondition(cursor) } })
  }
}

function parseJoinKind(cursor: TokenCursor): Join['kind'] | undefined {
  for (const word of ['RIGHT', 'FULL', 'NATURAL']) {
    if (cursor.isAt(word)) throw notEmulated(`${word} JOIN`, cursor.token.offset)
  }
  if (cursor.skip('JOIN')) return 'inner'
  const kind = cursor.skip('INNER')
    ? 'inner'
    : cursor.skip('CROSS')
      ? 'cross'
      : cursor.skip('LEFT')
        ? 'left'
        : undefined
  if (kind === undefined) return undefined
  if (kind === 'left') cursor.skip('OUTER')
  cursor.expect('JOIN', 905, 'missing keyword')
  return kind
}

function parseReference(cursor: TokenCursor, join: Join | undefined): TableReference {
  const at = cursor.token.offset
  if (cursor.skip('(')) {
    const query = parseQuery(cursor)
    cursor.expectClosing()
    return { source: { kind: 'query', query }, alias: parseTableAlias(cursor), join, at }
  }
  if (!cursor.isName()) throw cursor.error(903, 'invalid table name')
  const path = [cursor.take().value]
  if (cursor.skip('.')) {
    if (!cursor.isName()) throw cursor.error(903, 'invalid table name')
    path.push(cursor.take().value)
  }
  if (cursor.isAt('@')) throw notEmulated('database links', cursor.token.offset)
  const asOf = parseAsOf(cursor)
  return { source: { kind: 'relation', path, asOf }, alias: parseTableAlias(cursor), join, at }
}

function parseAsOf(cursor: TokenCursor): AsOf | undefined {
  if (cursor.isAt('VERSIONS', 'BETWEEN')) throw notEmulated('VERSIONS', cursor.token.offset)
  if (!cursor.skip('AS', 'OF')) return undefined
  if (cursor.isAt('TIMESTAMP')) throw notEmulated('AS OF TIMESTAMP', cursor.token.offset)
  cursor.expect('SCN', 905, 'missing keyword')
  return { scn: parseExpression(cursor) }
}

// Oracle has no AS before the alias of a table.
function parseTableAlias(cursor: TokenCursor): string | undefined {
  if (cursor.isAt('AS')) throw cursor.error(933, 'SQL command not properly ended')
  const { kind, value } = cursor.token
  if (!cursor.isName()) return undefined
  if (kind === 'word') {
    if (joinWords.has(value)) return undefined
    const next = cursor.ahead(1)
    if (value === 'FETCH' && (next.value === 'FIRST' || next.value === 'NEXT')) return undefined
    if (value === 'OFFSET' && (next.kind === 'number' || next.kind === 'bind')) return undefined
  }
  return cursor.take().value
}

function parseGroupBy(cursor: TokenCursor): readonly Expression[] {
  if (!cursor.skip('GROUP')) return []
  cursor.expect('BY', 924, 'missing BY keyword')
  const keys = [parseExpression(cursor)]
  while (cursor.skip(',')) keys.push(parseExpression(cursor))
  return keys
}

function parseOrderBy(cursor: TokenCursor): readonly SortKey[] {
  if (!cursor.skip('ORDER')) return []
  cursor.expect('BY', 924, 'missing BY keyword')
  const keys = [parseSortKey(cursor)]
  while (cursor.skip(',')) keys.push(parseSortKey(cursor))
  return keys
}

function parseSortKey(cursor: TokenCursor): SortKey {
  const expression = parseExpression(cursor)
  const isDescending = cursor.skip('DESC')
  if (!isDescending) cursor.skip('ASC')
  if (!cursor.skip('NULLS')) return { expression, isDescending, nullsFirst: isDescending }
  if (cursor.skip('FIRST')) return { expression, isDescending, nullsFirst: true }
  cursor.expect('LAST', 30_929, 'missing keyword: FIRST or LAST')
  return { expression, isDescending, nullsFirst: false }
}

function parseLimits(cursor: TokenCursor): Pick<Query, 'offset' | 'fetchFirst'> {
  let offset: Expression | undefined
  let fetchFirst: Expression | undefined
  if (cursor.skip('OFFSET')) {
    offset = parseExpression(cursor)
    expectRows(cursor)
  }
  if (cursor.skip('FETCH')) {
    if (!cursor.skip('FIRST')) cursor.expect('NEXT', 905, 'missing keyword')
    fetchFirst =
      cursor.isAt('ROW') || cursor.isAt('ROWS')
        ? { kind: 'number', text: '1', at: cursor.token.offset }
        : parseExpression(cursor)
    if (cursor.isAt('PERCENT')) throw notEmulated('FETCH … PERCENT', cursor.token.offset)
    expectRows(cursor)
    if (cursor.isAt('WITH', 'TIES')) throw notEmulated('WITH TIES', cursor.token.offset)
    cursor.expect('ONLY', 905, 'missing keyword')
  }
  return { offset, fetchFirst }
}

function expectRows(cursor: TokenCursor): void {
  if (!cursor.skip('ROWS') && !cursor.skip('ROW')) throw missingExpression(cursor)
}
