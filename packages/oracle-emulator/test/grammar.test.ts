import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { OracleError } from '../src/oracle-error.ts'
import { parseStatement } from '../src/sql/parse-statement.ts'

describe('what a reader asks is taken', () => {
  test.each([
    'SELECT "ID", e.NAME AS "n", \'a\'\'b\' x FROM "S"."EPSA" e',
    'select /*+ PARALLEL(4) */ a from t -- a remark',
    'SELECT a FROM s.t AS OF SCN :n WHERE (a > :1 OR (a = :2 AND b >= :3)) ORDER BY a, b DESC NULLS LAST',
    "SELECT a FROM t WHERE a BETWEEN 1 AND 2 AND b NOT IN (1, 2) AND c LIKE 'x%' ESCAPE '\\' AND d IS NOT NULL",
    'SELECT a FROM t ORDER BY a OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY',
    'SELECT * FROM (SELECT x.*, ROWNUM rn FROM (SELECT a FROM t ORDER BY a) x WHERE ROWNUM <= 20) WHERE rn > 10',
    'SELECT CAST(a AS NUMBER(10,-2)), CASE WHEN a IS NULL THEN 0 ELSE 1 END FROM t WHERE d > SYSDATE - 1',
    "SELECT d - NUMTODSINTERVAL(:m, 'MINUTE'), INTERVAL '1 02:03:04.5' DAY TO SECOND FROM t",
    "SELECT DATE '2024-01-01', TIMESTAMP '2024-01-01 00:00:00.5 +02:00' FROM DUAL",
    'SELECT a FROM t WHERE (a, b) IN ((1, 2), (3, 4))',
    'SELECT a FROM t WHERE ((a + 1) * 2) > 3 AND (NOT (b = 1))',
    'SELECT c.a FROM s.c JOIN s.k ON c.a = k.a LEFT OUTER JOIN s.l ON l.a = k.a',
    'SELECT a, COUNT(*) FROM t GROUP BY a HAVING COUNT(DISTINCT b) > 1',
    'SELECT a FROM t UNION ALL SELECT b FROM u ORDER BY 1',
    "SELECT q'[it's]', N'ñ' FROM DUAL",
    'SET TRANSACTION READ ONLY',
    "ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD' NLS_SORT = BINARY",
    'COMMIT',
  ])('%s', (sql) => {
    expect(() => parseStatement(sql)).not.toThrow()
  })
})

describe('what Oracle does not take is refused with its number', () => {
  test.each([
    ['SELECT a FROM t LIMIT 5', 933],
    ['SELECT a FROM t AS x', 933],
    ['SELECT a FROM t;', 933],
    ['SELECT a FROM t WHERE a = 1 LIMIT 5', 933],
    ['SELECT a FROM t GROUP BY a LIMIT 5', 933],
    ['SELECT a::text FROM t', 911],
    ['SELECT 1', 923],
    ['SELECT a b c FROM t', 923],
    ['SELECT a = 1 FROM t', 923],
    ['SELECT a AS FROM t', 923],
    ['SELECT FROM t', 936],
    ['SELECT a, FROM t', 936],
    ['SELECT a FROM t WHERE', 936],
    ['SELECT a FROM t WHERE a = ', 936],
    ['SELECT a FROM t WHERE a IN ()', 936],
    ['SELECT a FROM t WHERE a', 920],
    ['SELECT a FROM t WHERE a IS TRUE', 908],
    ['SELECT a FROM t WHERE a IN 1', 906],
    ['SELECT a FROM t WHERE (a = 1', 907],
    ['SELECT (a = 1) FROM t', 907],
    ['SELECT a FROM', 903],
    ['SELECT a FROM SELECT', 903],
    ['SELECT a FROM t ORDER a', 924],
    ['SELECT CASE WHEN a = 1 THEN 2 FROM t', 905],
    ['SELECT a FROM t FETCH FIRST 5 ROWS', 905],
    ['SELECT CAST(a AS text) FROM t', 902],
    ["SELECT 'a FROM t", 1756],
    ['SELECT "a FROM t', 1740],
    ['SELECT "" FROM t', 1741],
    ['SELECT a FROM t WHERE a ~ 1', 911],
    ['SELECT a FROM t WHERE a = $1', 911],
    ['SELEC a FROM t', 900],
    ['', 900],
    ['INSERT INTO t VALUES (1)', 1031],
    ['DROP TABLE t', 1031],
    ['ALTER SESSION SET', 2248],
  ])('%s: ORA-%i', (sql, number) => {
    expect(numberOf(sql)).toBe(number)
  })
})

test.each([
  'WITH x AS (SELECT 1 FROM DUAL) SELECT * FROM x',
  'SELECT a FROM t UNION SELECT b FROM u',
  'BEGIN NULL; END;',
  'SELECT ROW_NUMBER() OVER (ORDER BY a) FROM t',
])('what only the emulator lacks is told apart: %s', (sql) => {
  expect(numberOf(sql)).toBe(3001)
})

test('a list has a thousand values and no more', () => {
  const list = (length: number) => Array.from({ length }, () => '1').join(', ')
  expect(numberOf(`SELECT a FROM t WHERE a IN (${list(1000)})`)).toBeUndefined()
  expect(numberOf(`SELECT a FROM t WHERE a IN (${list(1001)})`)).toBe(1795)
})

test('a mistake is told with its place', () => {
  expect(offsetOf('SELECT a FROM t LIMIT 5')).toBe(22)
})

test('nesting without end, and any sequence of words, end with an error of Oracle or none', () => {
  expect(numberOf(`SELECT ${'('.repeat(100_000)}1 FROM DUAL`)).toBe(913)
  expect(numberOf(`SELECT a FROM t WHERE ${'NOT '.repeat(100_000)} a = 1`)).toBe(913)
  const words = fc.constantFrom(
    ...[
      'SELECT',
      'a',
      'FROM',
      't',
      'WHERE',
      '(',
      ')',
      ',',
      '=',
      'AND',
      'IN',
      "'x'",
      '1',
      ':b',
      'CASE',
    ],
    ...[
      'WHEN',
      'END',
      'ORDER',
      'BY',
      'NULLS',
      'AS',
      'OF',
      'SCN',
      '.',
      '*',
      '-',
      'JOIN',
      'ON',
      '"q"',
      'IS',
    ],
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 30 }), (list) => {
      const sql = `SELECT ${list.join(' ')}`
      expect(numberOf(sql) ?? 1).toBeGreaterThan(0)
    }),
    { numRuns: 2000 },
  )
})

function errorOf(sql: string): OracleError | undefined {
  try {
    parseStatement(sql)
    return undefined
  } catch (error) {
    if (error instanceof OracleError) return error
    throw error
  }
}

function numberOf(sql: string): number | undefined {
  return errorOf(sql)?.number
}

function offsetOf(sql: string): number | undefined {
  return errorOf(sql)?.offset
}
