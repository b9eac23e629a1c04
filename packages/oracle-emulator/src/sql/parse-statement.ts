import { notEmulated, OracleError } from '../oracle-error.ts'
import { parseQuery } from './parse-query.ts'
import type { Setting, Statement } from './syntax.ts'
import { TokenCursor } from './token-cursor.ts'

/** What only somebody with more rights than to read may do. */
const writing = new Set([
  ...['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'CREATE', 'DROP', 'TRUNCATE', 'GRANT', 'REVOKE'],
  ...['RENAME', 'COMMENT', 'ANALYZE', 'AUDIT', 'PURGE', 'FLASHBACK'],
])

/**
 * Parses a statement of the part of Oracle's SQL that a reader of tables needs. What this grammar does
 * not have is refused with the number with which Oracle refuses it; where Oracle would take it, with
 * ORA-03001, which says so.
 */
export function parseStatement(sql: string): Statement {
  // PL/SQL has signs of its own.
  if (/^\s*(?:BEGIN|DECLARE)\b/i.test(sql)) throw notEmulated('PL/SQL')
  const cursor = new TokenCursor(sql)
  const statement = parseOne(cursor)
  if (!cursor.isEnd) throw cursor.error(933, 'SQL command not properly ended')
  return statement
}

function parseOne(cursor: TokenCursor): Statement {
  const { kind, value, offset } = cursor.token
  if (cursor.isAt('SELECT')) return { kind: 'select', query: parseQuery(cursor) }
  if (kind === 'word' && writing.has(value)) {
    throw new OracleError(1031, 'insufficient privileges', offset)
  }
  switch (value) {
    case 'SET':
      return parseSetTransaction(cursor)
    case 'ALTER':
      return parseAlter(cursor)
    case 'COMMIT':
      cursor.take()
      cursor.skip('WORK')
      return { kind: 'commit' }
    case 'ROLLBACK':
      cursor.take()
      cursor.skip('WORK')
      return { kind: 'rollback' }
    case 'WITH':
    case 'CALL':
    case 'LOCK':
    case 'SAVEPOINT':
    case 'EXPLAIN':
    case '(':
      throw notEmulated(`statement that begins with ${value}`, offset)
    default:
      throw new OracleError(900, 'invalid SQL statement', offset)
  }
}

function parseSetTransaction(cursor: TokenCursor): Statement {
  cursor.take()
  if (cursor.isAt('ROLE')) throw notEmulated('SET ROLE', cursor.token.offset)
  if (!cursor.skip('TRANSACTION')) throw cursor.error(922, 'missing or invalid option')
  const kind = cursor.skip('READ', 'ONLY')
    ? 'begin snapshot'
    : cursor.skip('READ', 'WRITE') || cursor.skip('ISOLATION', 'LEVEL', 'READ', 'COMMITTED')
      ? 'begin writing'
      : cursor.skip('ISOLATION', 'LEVEL', 'SERIALIZABLE')
        ? 'begin snapshot'
        : undefined
  if (kind === undefined)
    throw cursor.error(2179, 'valid options: ISOLATION LEVEL { SERIALIZABLE | READ COMMITTED }')
  if (cursor.skip('NAME')) cursor.take()
  return { kind }
}

function parseAlter(cursor: TokenCursor): Statement {
  cursor.take()
  if (!cursor.skip('SESSION')) throw cursor.error(1031, 'insufficient privileges')
  cursor.expect('SET', 2248, 'invalid option for ALTER SESSION')
  const settings: Setting[] = []
  while (cursor.token.kind === 'word') {
    const name = cursor.take().value
    cursor.expect('=', 927, 'missing equal sign')
    const sign = cursor.skip('-') ? '-' : ''
    if (cursor.isEnd) throw cursor.error(2248, 'invalid option for ALTER SESSION')
    settings.push({ name, value: sign + cursor.take().value })
  }
  if (settings.length === 0) throw cursor.error(2248, 'invalid option for ALTER SESSION')
  return { kind: 'alter session', settings }
}
