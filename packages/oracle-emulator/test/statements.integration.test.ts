import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startTestEmulator, type TestEmulator } from './test-emulator.ts'

describe('statements', () => {
  let given: TestEmulator

  beforeAll(async () => {
    given = await startTestEmulator()
    const { emulator } = given
    await emulator.createTable(
      'SIIRAYS',
      'EPSA',
      [
        { name: 'ID', type: 'NUMBER(10)', nullable: false },
        { name: 'NAME', type: 'VARCHAR2(50)' },
        { name: 'CODE', type: 'CHAR(5)' },
        { name: 'SINCE', type: 'DATE' },
        { name: 'RATE', type: 'NUMBER' },
        { name: 'SEEN', type: 'TIMESTAMP(6) WITH TIME ZONE' },
        { name: 'secret', type: 'VARCHAR2(10)', isHidden: true },
      ],
      {
        primaryKey: ['ID'],
        rows: [
          [1, 'Uno', 'ab', '2024-01-31 10:00:00', '1.5', '2024-01-01 00:00:00 +00:00', 'x'],
          [2, 'dos', 'abcde', '2024-02-29 00:00:00', '-2', '2024-01-01 02:00:00 +02:00', 'y'],
          [3, '', null, null, '10', null, null],
          [4, 'Ñandú', 'z', '2023-12-31 23:59:59', null, '2023-12-31 23:00:00 -02:00', null],
        ],
      },
    )
    await emulator.createTable(
      'SIIRAYS',
      'PLACE',
      [
        { name: 'EPSA', type: 'NUMBER' },
        { name: 'TOWN', type: 'VARCHAR2(20)' },
      ],
      {
        rows: [
          [1, 'La Paz'],
          [1, 'El Alto'],
          [4, 'Sucre'],
          [9, 'Nowhere'],
        ],
      },
    )
    await emulator.createView(
      'SIIRAYS',
      'NAMED',
      'SELECT ID, UPPER(NAME) AS N FROM EPSA WHERE NAME IS NOT NULL',
    )
    await emulator.createSynonym('PUBLIC', 'EPSAS', { owner: 'SIIRAYS', name: 'EPSA' })
  })
  afterAll(() => given.close())

  test.each<[string, readonly (readonly unknown[])[]]>([
    ['SELECT ID FROM SIIRAYS.EPSA WHERE RATE > 1 ORDER BY ID', [['1'], ['3']]],
    ['SELECT ID FROM EPSAS WHERE RATE NOT IN (1.5, NULL)', []],
    ['SELECT ID FROM EPSAS ORDER BY RATE', [['2'], ['1'], ['3'], ['4']]],
    ['SELECT ID FROM EPSAS ORDER BY RATE DESC', [['4'], ['3'], ['1'], ['2']]],
    ['SELECT ID FROM EPSAS ORDER BY NAME NULLS FIRST', [['3'], ['1'], ['2'], ['4']]],
    ['SELECT ID FROM EPSAS ORDER BY ID OFFSET 1 ROWS FETCH FIRST 2 ROWS ONLY', [['2'], ['3']]],
    // ROWNUM is given before the rows are ordered, and never reaches 2 where 1 is refused.
    [
      'SELECT ID, ROWNUM FROM EPSAS WHERE ROWNUM <= 2 ORDER BY ID DESC',
      [
        ['2', '2'],
        ['1', '1'],
      ],
    ],
    ['SELECT ID FROM EPSAS WHERE ROWNUM > 1', []],
    ['SELECT * FROM (SELECT ID FROM EPSAS ORDER BY ID DESC) WHERE ROWNUM <= 2', [['4'], ['3']]],
    [
      'SELECT ID FROM (SELECT x.ID, ROWNUM rn FROM (SELECT ID FROM EPSAS ORDER BY ID) x WHERE ROWNUM <= 3) WHERE rn > 1',
      [['2'], ['3']],
    ],
    // The empty text is NULL, and NULL is nothing that is concatenated.
    ["SELECT NVL(NAME, '-') || '' || 'x' FROM EPSAS WHERE ID = 3", [['-x']]],
    ["SELECT COUNT(*) FROM EPSAS WHERE NAME = ''", [['0']]],
    // A literal is padded as CHAR is; a VARCHAR2 is not.
    ["SELECT ID FROM EPSAS WHERE CODE = 'ab'", [['1']]],
    ["SELECT ID FROM EPSAS WHERE CODE = CAST('ab' AS VARCHAR2(2))", []],
    [
      'SELECT COUNT(*), COUNT(RATE), SUM(RATE), AVG(RATE), MIN(NAME), MAX(SINCE) - MIN(SINCE) FROM EPSAS',
      [
        [
          '4',
          '3',
          '9.5',
          '3.16666666666666666666666666666666666667',
          'Uno',
          '59.00001157407407407407407407407407407407',
        ],
      ],
    ],
    ['SELECT EPSA, COUNT(*) c FROM SIIRAYS.PLACE GROUP BY EPSA HAVING COUNT(*) > 1', [['1', '2']]],
    ['SELECT COUNT(DISTINCT EPSA) FROM SIIRAYS.PLACE WHERE EPSA < 0', [['0']]],
    ['SELECT DISTINCT EPSA FROM SIIRAYS.PLACE ORDER BY EPSA DESC', [['9'], ['4'], ['1']]],
    [
      'SELECT e.ID, p.TOWN FROM EPSAS e LEFT JOIN SIIRAYS.PLACE p ON p.EPSA = e.ID WHERE e.ID IN (1, 3) ORDER BY 1, 2',
      [
        ['1', 'El Alto'],
        ['1', 'La Paz'],
        ['3', null],
      ],
    ],
    ['SELECT e.ID FROM EPSAS e, SIIRAYS.PLACE p WHERE e.ID = p.EPSA AND e.ID > 1', [['4']]],
    [
      'SELECT ID FROM EPSAS WHERE ID IN (SELECT EPSA FROM SIIRAYS.PLACE) ORDER BY ID',
      [['1'], ['4']],
    ],
    [
      'SELECT ID, N FROM SIIRAYS.NAMED ORDER BY ID',
      [
        ['1', 'UNO'],
        ['2', 'DOS'],
        ['4', 'ÑANDÚ'],
      ],
    ],
    [
      'SELECT ID FROM EPSAS WHERE ID = 1 UNION ALL SELECT EPSA FROM SIIRAYS.PLACE WHERE EPSA = 9 ORDER BY 1 DESC',
      [['9'], ['1']],
    ],
    [
      "SELECT TO_CHAR(SINCE + 1, 'DD'), TO_CHAR(ADD_MONTHS(SINCE, 1), 'YYYY-MM-DD') FROM EPSAS WHERE ID = 1",
      [['01', '2024-02-29']],
    ],
    [
      "SELECT ID FROM EPSAS WHERE SINCE >= TO_DATE('2024-02-29', 'YYYY-MM-DD') - NUMTODSINTERVAL(60, 'MINUTE')",
      [['2']],
    ],
    // The instant counts, not how it is written.
    [
      "SELECT ID FROM EPSAS WHERE SEEN = TIMESTAMP '2024-01-01 01:00:00 +01:00' ORDER BY ID",
      [['1'], ['2']],
    ],
    ['SELECT ID FROM EPSAS ORDER BY SEEN, ID', [['1'], ['2'], ['4'], ['3']]],
    ['SELECT "secret" FROM EPSAS WHERE ID = 1', [['x']]],
    [
      'SELECT 1/3, .5, -.5, 1e3, MOD(-7, 3), ROUND(2.5), TRUNC(-2.5), FLOOR(-2.5) FROM DUAL',
      [['.3333333333333333333333333333333333333333', '.5', '-.5', '1000', '-1', '3', '-2', '-3']],
    ],
    [
      "SELECT TO_CHAR(1234.5, 'FM9G990D00'), TO_CHAR(-1, '000'), TO_CHAR(12345, '999'), TO_CHAR(.5) FROM DUAL",
      [['1,234.50', '-001', '####', '.5']],
    ],
    [
      "SELECT TO_NUMBER('12,345.6', '99,999.9'), TO_NUMBER(' -1.50 ') FROM DUAL",
      [['12345.6', '-1.5']],
    ],
    [
      "SELECT TO_CHAR(TO_DATE('3-FEB-99', 'DD-MON-RR'), 'FMDay, DD Month YYYY') FROM DUAL",
      [['Wednesday, 3 February 1999']],
    ],
    [
      "SELECT TO_CHAR(TO_DATE('2024-06-15', 'YYYY-MM-DD'), 'Q DDD IYYY-IW D DY CC J') FROM DUAL",
      [['2 167 2024-24 7 SAT 21 2460477']],
    ],
    [
      "SELECT DECODE(NULL, NULL, 'null', 'else'), COALESCE(NULL, 'b'), GREATEST(1, 2), NULLIF(1, 1) FROM DUAL",
      [['null', 'b', '2', null]],
    ],
    ["SELECT SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), USER FROM DUAL", [['SYNC', 'SYNC']]],
    [
      "SELECT SUBSTR('añb', 2, 1), LENGTH('añb'), LENGTHB('añb'), INSTR('abc', 'c'), RPAD('a', 3, '*') FROM DUAL",
      [['ñ', '3', '4', '3', 'a**']],
    ],
  ])('%s', async (sql, rows) => {
    expect(await given.rows(sql)).toEqual(rows)
  })

  test('an asterisk leaves hidden columns out', async () => {
    const [row] = await given.rows('SELECT * FROM EPSAS')
    expect(row).toHaveLength(6)
  })

  test.each<[string, number]>([
    ['SELECT nope FROM EPSAS', 904],
    ['SELECT "id" FROM EPSAS', 904],
    ['SELECT x.ID FROM EPSAS e', 904],
    ['SELECT EPSA.ID FROM SIIRAYS.EPSA e', 904],
    ['SELECT now() FROM DUAL', 904],
    ['SELECT COALESCE(1) FROM DUAL', 909],
    ['SELECT ID FROM EPSA', 942],
    ['SELECT ID FROM "siirays"."EPSA"', 942],
    ['SELECT EPSA FROM SIIRAYS.PLACE, SIIRAYS.PLACE', 918],
    ['SELECT EPSA, COUNT(*) FROM SIIRAYS.PLACE', 937],
    ['SELECT TOWN, COUNT(*) FROM SIIRAYS.PLACE GROUP BY EPSA', 979],
    ['SELECT EPSA FROM SIIRAYS.PLACE WHERE COUNT(*) > 1', 934],
    ['SELECT ID FROM EPSAS ORDER BY 2', 1785],
    ['SELECT ID FROM EPSAS WHERE SINCE > 5', 932],
    ['SELECT SINCE + SINCE FROM EPSAS', 932],
    ["SELECT CASE WHEN ID = 1 THEN 1 ELSE 'x' END FROM EPSAS", 932],
    ["SELECT ID FROM EPSAS WHERE ID = 'x'", 1722],
    ['SELECT ID / 0 FROM EPSAS', 1476],
    ["SELECT TO_DATE('2024-13-01', 'YYYY-MM-DD') FROM DUAL", 1843],
    ["SELECT TO_DATE('2023-02-29', 'YYYY-MM-DD') FROM DUAL", 1839],
    ["SELECT TO_DATE('2024-01-01 10', 'YYYY-MM-DD') FROM DUAL", 1830],
    ["SELECT TO_DATE('2024-01-xx', 'YYYY-MM-DD') FROM DUAL", 1858],
    ["SELECT TO_DATE('2024-xx-01', 'YYYY-MM-DD') FROM DUAL", 1843],
    ["SELECT TO_DATE('2024', 'YYYY-MM-DD') FROM DUAL", 1840],
    ["SELECT TO_DATE('x', 'YYYY~MM') FROM DUAL", 1821],
    ["SELECT TO_CHAR(SYSDATE, 'FF3') FROM DUAL", 1821],
    ["SELECT TO_CHAR(1, 'Z') FROM DUAL", 1481],
    ['SELECT ID FROM EPSAS WHERE ID = (SELECT EPSA FROM SIIRAYS.PLACE)', 1427],
    ['SELECT ID FROM EPSAS WHERE ID = :x', 1008],
    ['SELECT CAST(1000 AS NUMBER(2)) FROM DUAL', 1438],
    ["SELECT SYS_CONTEXT('USERENV', 'NOPE') FROM DUAL", 2003],
    ["SELECT REGEXP_REPLACE('a', 'b') FROM DUAL", 3001],
  ])('%s is refused: ORA-%i', async (sql, number) => {
    // The driver itself refuses to send a statement with too few values.
    const isRefusedByDriver = number === 1008
    expect(await given.refusal(sql)).toBe(isRefusedByDriver ? undefined : number)
  })

  test('what goes wrong with a row is no matter where there is none', async () => {
    expect(await given.rows('SELECT 1/0 FROM SIIRAYS.PLACE WHERE EPSA < 0')).toEqual([])
  })

  test('formats and numeric characters are those of the session', async () => {
    const connection = await given.connect()
    await connection.execute(
      "ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD' NLS_NUMERIC_CHARACTERS = ',.'",
    )
    const { rows } = await connection.execute(
      "SELECT SINCE || '', RATE || '' FROM EPSAS WHERE ID = 1",
    )
    expect(rows).toEqual([['2024-01-31', '1,5']])
    await connection.execute("ALTER SESSION SET NLS_DATE_LANGUAGE = SPANISH TIME_ZONE = '-04:00'")
    const sql =
      "SELECT TO_CHAR(SINCE, 'MON'), TO_CHAR(SEEN AT LOCAL, 'HH24:MI TZR') FROM EPSAS WHERE ID = 1"
    expect((await connection.execute(sql)).rows).toEqual([['ENE', '20:00 -04:00']])
    await connection.close()
  })

  test('the dictionary tells of tables, columns, keys, views and synonyms', async () => {
    const columns = `SELECT COLUMN_NAME, DATA_TYPE, DATA_PRECISION, DATA_SCALE, NULLABLE, CHAR_LENGTH, CHAR_USED
      FROM ALL_TAB_COLUMNS WHERE OWNER = 'SIIRAYS' AND TABLE_NAME = 'EPSA' ORDER BY COLUMN_ID`
    expect((await given.rows(columns)).slice(0, 3)).toEqual([
      ['ID', 'NUMBER', '10', '0', 'N', '0', null],
      ['NAME', 'VARCHAR2', null, null, 'Y', '50', 'B'],
      ['CODE', 'CHAR', null, null, 'Y', '5', 'B'],
    ])
    const hidden =
      "SELECT COLUMN_NAME FROM ALL_TAB_COLS WHERE TABLE_NAME = 'EPSA' AND HIDDEN_COLUMN = 'YES'"
    expect(await given.rows(hidden)).toEqual([['secret']])
    const keys = `SELECT k.COLUMN_NAME FROM ALL_CONSTRAINTS c, ALL_CONS_COLUMNS k
      WHERE c.OWNER = k.OWNER AND c.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND c.CONSTRAINT_TYPE = 'P' AND c.TABLE_NAME = 'EPSA'`
    expect(await given.rows(keys)).toEqual([['ID']])
    const indexes = `SELECT i.UNIQUENESS, c.COLUMN_NAME FROM ALL_INDEXES i JOIN ALL_IND_COLUMNS c
      ON c.INDEX_OWNER = i.OWNER AND c.INDEX_NAME = i.INDEX_NAME WHERE i.TABLE_NAME = 'EPSA'`
    expect(await given.rows(indexes)).toEqual([['UNIQUE', 'ID']])
    expect(await given.rows('SELECT VIEW_NAME, TEXT FROM ALL_VIEWS')).toEqual([
      ['NAMED', 'SELECT ID, UPPER(NAME) AS N FROM EPSA WHERE NAME IS NOT NULL'],
    ])
    expect(await given.rows('SELECT SYNONYM_NAME, TABLE_NAME FROM ALL_SYNONYMS')).toEqual([
      ['EPSAS', 'EPSA'],
    ])
    expect(await given.rows("SELECT NUM_ROWS FROM ALL_TABLES WHERE TABLE_NAME = 'EPSA'")).toEqual([
      [null],
    ])
  })
})
