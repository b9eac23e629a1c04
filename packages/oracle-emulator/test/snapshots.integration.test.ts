import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type oracledb from 'oracledb'
import { errorNumber, startTestEmulator, type TestEmulator } from './test-emulator.ts'

const columns = [
  { name: 'ID', type: 'NUMBER(10)', nullable: false },
  { name: 'AMOUNT', type: 'NUMBER(10)' },
]

describe('snapshots', () => {
  let given: TestEmulator

  beforeAll(async () => {
    given = await startTestEmulator({ scnGrainMs: 0 })
    const rows = Array.from({ length: 2000 }, (_, id) => [id, 100])
    await given.emulator.createTable('BANK', 'ACCOUNT', columns, { primaryKey: ['ID'], rows })
    await given.emulator.createTable('BANK', 'LOG', columns, {})
  })
  afterEach(() => {
    given.emulator.users.change('SYNC', {
      mayFlashback: true,
      mayReadDatabase: true,
      mayUseFlashbackPackage: true,
    })
  })
  afterAll(() => given.close())

  const scnBy = async (expression: string) => {
    const [row] = await given.rows(expression)
    return String(row?.[0])
  }
  const currentScn = () => scnBy('SELECT CURRENT_SCN FROM V$DATABASE')
  const totalAt = async (scn: string) =>
    (await given.rows(`SELECT SUM(AMOUNT) FROM BANK.ACCOUNT AS OF SCN ${scn}`))[0]?.[0]

  test.each([
    'SELECT CURRENT_SCN FROM V$DATABASE',
    'SELECT DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER FROM DUAL',
    'SELECT SYS.DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER() FROM DUAL',
    'SELECT TIMESTAMP_TO_SCN(SYSTIMESTAMP) FROM DUAL',
  ])('an SCN by %s is the instant at which it was told', async (expression) => {
    const before = await scnBy('SELECT COUNT(*) FROM BANK.LOG')
    const scn = await scnBy(expression)
    await given.emulator.insertRows('BANK', 'LOG', [[1, 1]])
    expect(await scnBy(`SELECT COUNT(*) FROM BANK.LOG AS OF SCN ${scn}`)).toBe(before)
    expect(await scnBy('SELECT COUNT(*) FROM BANK.LOG')).toBe(String(Number(before) + 1))
  })

  test('tables read at one SCN belong together, whatever is written meanwhile', async () => {
    const { tables } = given.emulator
    let isWriting = true
    const write = async () => {
      // Two statements each: between them, the present is out of balance.
      for (let turn = 0; isWriting; turn += 1) {
        await tables.updateRows('BANK', 'ACCOUNT', { AMOUNT: turn }, { ID: turn % 2000 })
        await tables.insertRows('BANK', 'LOG', [[turn, turn]])
      }
    }
    const writing = write()
    try {
      const scn = await currentScn()
      const first = await totalAt(scn)
      const connection = await given.connect()
      for (let turn = 0; turn < 5; turn += 1) {
        const logged = await connection.execute<[number]>(
          'SELECT COUNT(*) FROM BANK.LOG AS OF SCN :n',
          [Number(scn)],
        )
        const again = await connection.execute<[number]>(
          'SELECT COUNT(*) FROM BANK.LOG AS OF SCN :n',
          [Number(scn)],
        )
        expect(again.rows).toEqual(logged.rows)
        expect(await totalAt(scn)).toBe(first)
      }
      await connection.close()
    } finally {
      isWriting = false
      await writing
    }
  })

  test('a result set does not see what is written after it was opened', async () => {
    const connection = await given.connect()
    const { resultSet } = await connection.execute<[number]>(
      'SELECT AMOUNT FROM BANK.ACCOUNT',
      [],
      {
        resultSet: true,
        fetchArraySize: 50,
        prefetchRows: 0,
      },
    )
    await given.emulator.tables.updateRows('BANK', 'ACCOUNT', { AMOUNT: -1 })
    const rows = (await resultSet?.getRows(0)) ?? []
    await resultSet?.close()
    await connection.close()
    expect(rows.filter(([amount]) => amount === -1)).toEqual([])
    expect(rows).toHaveLength(2000)
  })

  test('a statement that reads several tables reads them at one instant', async () => {
    const { emulator } = given
    const pair = ['LEFT_SIDE', 'RIGHT_SIDE'] as const
    for (const name of pair) await emulator.createTable('BANK', name, columns)
    const rows = Array.from({ length: 50 }, (_, id) => [id, id])
    let isWriting = true
    const write = async () => {
      // The left side is never behind the right one.
      while (isWriting) for (const name of pair) await emulator.insertRows('BANK', name, rows)
    }
    const writing = write()
    const connection = await given.connect()
    try {
      for (let turn = 0; turn < 30; turn += 1) {
        const { rows: found } = await connection.execute<[string, number]>(
          `SELECT 'r', COUNT(*) FROM BANK.RIGHT_SIDE UNION ALL SELECT 'l', COUNT(*) FROM BANK.LEFT_SIDE
           UNION ALL SELECT 's', (SELECT COUNT(*) FROM BANK.RIGHT_SIDE) FROM DUAL`,
        )
        const counts = new Map(found)
        const ahead = (counts.get('l') ?? 0) - (counts.get('r') ?? 0)
        expect([0, 50]).toContain(ahead)
        expect(counts.get('s')).toBe(counts.get('r'))
      }
    } finally {
      isWriting = false
      await writing
      await connection.close()
    }
  })

  test('a transaction READ ONLY sees one instant until it ends', async () => {
    const connection = await given.connect()
    const count = async () => {
      const { rows } = await connection.execute<[number]>('SELECT COUNT(*) FROM BANK.LOG')
      return rows?.[0]?.[0] ?? -1
    }
    await connection.execute('SET TRANSACTION READ ONLY')
    const before = await count()
    await given.emulator.insertRows('BANK', 'LOG', [[7, 7]])
    expect(await count()).toBe(before)
    expect(given.emulator.sessions[0]?.isInTransaction).toBe(true)
    await expect(connection.execute('SET TRANSACTION READ ONLY')).rejects.toThrow('ORA-01453')
    await connection.commit()
    expect(await count()).toBe(before + 1)
    await connection.close()
  })

  test('what never was, and what is no longer kept, are told apart', async () => {
    const scn = await currentScn()
    expect(await refusedAt('99999999')).toBe(8181)
    expect(await refusedAt("'x'")).toBe(1722)
    given.emulator.snapshots.forget(BigInt(scn))
    expect(await refusedAt(scn)).toBe(1555)
  })

  test('an SCN is kept for as long as the undo is', async () => {
    const short = await startTestEmulator({ undoRetentionMs: 50 })
    await short.emulator.createTable('SYNC', 'T', columns)
    const [row] = await short.rows('SELECT CURRENT_SCN FROM V$DATABASE')
    let refused: number | undefined
    while (refused === undefined) {
      refused = await short.refusal(`SELECT ID FROM T AS OF SCN ${String(row?.[0])}`)
    }
    expect(refused).toBe(1555)
    await short.close()
  })

  test('a definition that has changed since cannot be read', async () => {
    const { tables } = given.emulator
    await given.emulator.createTable('BANK', 'CHANGED', columns)
    const changes = [
      () => tables.truncateTable('BANK', 'CHANGED'),
      () => tables.addColumn('BANK', 'CHANGED', { name: 'NOTE', type: 'VARCHAR2(10)' }),
      () => given.emulator.createTable('BANK', 'CHANGED', columns),
    ]
    for (const change of changes) {
      const scn = await currentScn()
      const connection = await given.connect()
      await connection.execute('SET TRANSACTION READ ONLY')
      await change()
      expect(await given.refusal(`SELECT ID FROM BANK.CHANGED AS OF SCN ${scn}`)).toBe(1466)
      expect(await failureOf(connection, 'SELECT ID FROM BANK.CHANGED')).toBe(1466)
      await connection.close()
      expect(await given.rows('SELECT ID FROM BANK.CHANGED')).toEqual([])
    }
  })

  test('each right can be taken away', async () => {
    const { users } = given.emulator
    const scn = await currentScn()
    users.change('SYNC', { mayFlashback: false })
    expect(await refusedAt(scn)).toBe(1031)
    users.change('SYNC', { mayReadDatabase: false })
    expect(await given.refusal('SELECT CURRENT_SCN FROM V$DATABASE')).toBe(942)
    users.change('SYNC', { mayUseFlashbackPackage: false })
    expect(await given.refusal('SELECT DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER FROM DUAL')).toBe(
      904,
    )
    expect(await given.refusal('SELECT TIMESTAMP_TO_SCN(SYSTIMESTAMP) FROM DUAL')).toBeUndefined()
    users.change('SYNC', { tables: ['BANK.LOG'] })
    expect(await given.refusal('SELECT ID FROM BANK.ACCOUNT')).toBe(942)
    expect(await given.rows("SELECT TABLE_NAME FROM ALL_TABLES WHERE OWNER = 'BANK'")).toEqual([
      ['LOG'],
    ])
    users.change('SYNC', { tables: ['BANK.*'] })
    expect(await given.refusal('SELECT ID FROM BANK.ACCOUNT')).toBeUndefined()
  })

  test('TIMESTAMP_TO_SCN tells an instant that is some seconds old', async () => {
    const coarse = await startTestEmulator({ scnGrainMs: 60_000 })
    await coarse.emulator.createTable('SYNC', 'T', columns)
    const sql = 'SELECT TIMESTAMP_TO_SCN(SYSTIMESTAMP) FROM DUAL'
    const first = await coarse.rows(sql)
    expect(await coarse.rows(sql)).toEqual(first)
    await coarse.close()
  })

  const refusedAt = (scn: string) => given.refusal(`SELECT ID FROM BANK.LOG AS OF SCN ${scn}`)
})

async function failureOf(
  connection: oracledb.Connection,
  sql: string,
): Promise<number | undefined> {
  try {
    await connection.execute(sql)
    return undefined
  } catch (error) {
    return errorNumber(error)
  }
}
