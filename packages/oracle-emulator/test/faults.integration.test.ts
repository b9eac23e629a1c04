import { waitFor } from '@aaps-data/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { connect as connectSocket } from 'node:net'
import type oracledb from 'oracledb'
import { OracleError, type Generation } from '../src/index.ts'
import { errorCode, errorNumber, startTestEmulator, type TestEmulator } from './test-emulator.ts'

describe.each<Generation>(['19c', '23ai'])('what goes wrong, as %s', (generation) => {
  let given: TestEmulator

  beforeAll(async () => {
    given = await startTestEmulator({ generation, mostFailedLogins: 3 })
    const rows = Array.from({ length: 5000 }, (_, id) => [id, `name of ${id % 10}`])
    await given.emulator.createTable(
      'SYNC',
      'T',
      [
        { name: 'ID', type: 'NUMBER(10)' },
        { name: 'NAME', type: 'VARCHAR2(20)' },
      ],
      { rows },
    )
  })
  afterEach(() => given.emulator.faults.clear())
  // Bytes that are no request are failures, and are tried here.
  afterAll(() => given.close({ toleratesFailures: true }))

  /** Reads a table by pieces of 100 rows, and gives what came until it failed. */
  async function readUntilFailure(connection: oracledb.Connection) {
    const ids: number[] = []
    try {
      const { resultSet } = await connection.execute<[number]>('SELECT ID FROM T', [], {
        resultSet: true,
        fetchArraySize: 100,
      })
      for (;;) {
        const rows = (await resultSet?.getRows(100)) ?? []
        if (rows.length === 0) break
        ids.push(...rows.map(([id]) => id))
      }
      await resultSet?.close()
      return { ids, error: undefined }
    } catch (error) {
      return { ids, error }
    }
  }

  test('a snapshot too old at a row ends the reading, and not the session', async () => {
    given.emulator.faults.atRow({ table: 'T', row: 2450, fault: 'snapshot too old' })
    const connection = await given.connect()
    const failed = await readUntilFailure(connection)
    expect(errorNumber(failed.error)).toBe(1555)
    expect(failed.ids).toEqual(Array.from({ length: failed.ids.length }, (_, id) => id))
    expect(failed.ids.length).toBeGreaterThan(2000)
    expect(failed.ids.length).toBeLessThan(2450)
    const again = await readUntilFailure(connection)
    expect(again).toMatchObject({ error: undefined })
    expect(again.ids).toHaveLength(5000)
    await connection.close()
  })

  test('any error of Oracle can come at a row, as often as is said', async () => {
    const fault = new OracleError(4031, 'unable to allocate memory')
    given.emulator.faults.atRow({ table: 'T', row: 1, fault, times: 2 })
    expect(await given.refusal('SELECT ID FROM T')).toBe(4031)
    expect(await given.refusal('SELECT ID FROM T')).toBe(4031)
    expect(await given.refusal('SELECT ID FROM T')).toBeUndefined()
  })

  test('a line that is cut at a row is a lost connection', async () => {
    given.emulator.faults.atRow({ table: 'T', row: 1000, fault: 'cut' })
    const connection = await given.connect()
    const failed = await readUntilFailure(connection)
    expect(errorCode(failed.error)).toBe('NJS-500')
    expect(failed.ids.length).toBeLessThan(1000)
    expect((await readUntilFailure(await given.connect())).ids).toHaveLength(5000)
  })

  test('a frozen server takes connections, and answers once it thaws', async () => {
    const { faults } = given.emulator
    const connection = await given.connect()
    faults.freeze()
    let isAnswered = false
    const answer = connection.execute('SELECT 1 FROM DUAL').then(() => (isAnswered = true))
    await expect(given.connect({ connectTimeout: 1 })).rejects.toThrow('NJS-510')
    expect(isAnswered).toBe(false)
    faults.thaw()
    await answer
    await connection.close()
  })

  test('a server that freezes at a row keeps silent', async () => {
    given.emulator.faults.atRow({ table: 'T', row: 500, fault: 'freeze' })
    const connection = await given.connect()
    let isOver = false
    const reading = readUntilFailure(connection).then((result) => {
      isOver = true
      return result
    })
    await waitFor(() => given.emulator.faults.isFrozen, { what: 'row 500', timeoutMs: 5_000 })
    await expect(given.connect({ connectTimeout: 1 })).rejects.toThrow('NJS-510')
    expect(isOver).toBe(false)
    given.emulator.cutLines()
    expect(errorCode((await reading).error)).toBe('NJS-500')
  })

  test('a slow server takes its time for each round trip', async () => {
    const connection = await given.connect()
    given.emulator.faults.slow(40)
    const start = performance.now()
    for (let turn = 0; turn < 3; turn += 1) await connection.ping()
    expect(performance.now() - start).toBeGreaterThan(115)
    await connection.close()
  })

  test('a listener refuses services that it does not know, or all of them', async () => {
    const connectString = `127.0.0.1:${given.emulator.port}/NOBODY`
    await expect(given.connect({ connectString })).rejects.toThrow('NJS-518')
    given.emulator.faults.refuseConnections()
    await expect(given.connect()).rejects.toThrow('NJS-518')
  })

  test('wrong passwords are refused, and lock the account at last', async () => {
    const { users } = given.emulator
    users.change('CLERK', { password: 'right' })
    const as = (password: string) => numberOf(given.connect({ user: 'clerk', password }))
    expect(await as('wrong')).toBe(1017)
    expect(await as('right')).toBeUndefined()
    expect([await as('wrong'), await as('wrong'), await as('wrong')]).toEqual([1017, 1017, 1017])
    expect(await as('right')).toBe(28_000)
    users.change('CLERK', { status: 'expired' })
    expect(await as('right')).toBe(28_001)
    expect(await numberOf(given.connect({ user: 'nobody' }))).toBe(1017)
  })

  test('a killed session ends with its next call', async () => {
    const connection = await given.connect()
    connection.module = 'victim'
    await connection.ping()
    given.emulator.sessions.find(({ module }) => module === 'victim')?.kill()
    // The driver takes it for a lost connection, as it is.
    const error: unknown = await connection
      .execute('SELECT 1 FROM DUAL')
      .catch((reason: unknown) => reason)
    expect(errorCode(error)).toBe('NJS-500')
    expect(String(error)).toContain('ORA-00028')
    await waitFor(() => given.emulator.sessions.every(({ module }) => module !== 'victim'), {
      what: 'the session to end',
      timeoutMs: 5_000,
    })
  })

  test('an interruption ends the statement, and not the session', async () => {
    const connection = await given.connect()
    const everyPair = 'SELECT COUNT(*) FROM T a, T b'
    const running = connection.execute(everyPair)
    const { statements } = given.emulator
    await waitFor(() => statements.includes(everyPair), { what: 'the query', timeoutMs: 5_000 })
    await connection.break()
    expect(errorNumber(await running.catch((reason: unknown) => reason))).toBe(1013)
    expect((await connection.execute('SELECT COUNT(*) FROM T')).rows).toEqual([[5000]])
    connection.callTimeout = 50
    given.emulator.faults.slow(300)
    await expect(connection.execute('SELECT COUNT(*) FROM T')).rejects.toThrow('NJS-123')
    given.emulator.faults.clear()
    connection.callTimeout = 0
    expect((await connection.execute('SELECT COUNT(*) FROM T')).rows).toEqual([[5000]])
    await connection.close()
  })

  test('an interruption before the call has begun is no error of the statement before it', async () => {
    const connection = await given.connect()
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await connection.execute('SELECT 2 FROM DUAL')).rows).toEqual([[2]])
      connection.callTimeout = 50
      given.emulator.faults.slow(100)
      await expect(connection.execute('SELECT 1 FROM DUAL')).rejects.toThrow('NJS-123')
      given.emulator.faults.clear()
      connection.callTimeout = 0
    }
    await connection.close()
  })

  test('bytes that are no request end their own connection only', async () => {
    const connection = await given.connect()
    for (let turn = 0; turn < 50; turn += 1) {
      await new Promise<void>((resolve) => {
        const socket = connectSocket(given.emulator.port, '127.0.0.1')
        socket.on('error', () => undefined)
        socket.once('close', () => resolve())
        const bytes = randomBytes(200 + turn * 20)
        // Every other one begins as a packet does.
        if (turn % 2 === 0)
          Buffer.from([0, bytes.length, 0, 0, 1 + (turn % 12), 0, 0, 0]).copy(bytes)
        socket.end(bytes)
      })
    }
    expect((await connection.execute('SELECT 1 FROM DUAL')).rows).toEqual([[1]])
    await connection.close()
  })

  test('sessions tell who they are and what they say that they do', async () => {
    const connection = await given.connect()
    connection.module = 'aaps-data-sync'
    connection.action = 'registro'
    connection.clientInfo = 'run 7'
    connection.clientId = 'tester'
    connection.currentSchema = 'OTHER'
    await connection.ping()
    const session = given.emulator.sessions.find(({ module }) => module === 'aaps-data-sync')
    expect(session).toMatchObject({
      user: 'SYNC',
      service: 'EMULATOR',
      action: 'registro',
      clientInfo: 'run 7',
      clientIdentifier: 'tester',
      schema: 'OTHER',
    })
    connection.action = ''
    await connection.ping()
    expect(session).toMatchObject({ module: 'aaps-data-sync', action: '' })
    await connection.close()
    expect(given.emulator.sessions).not.toContain(session)
  })

  test('a statement is run again by its cursor, with other values', async () => {
    const connection = await given.connect()
    const ids: unknown[] = []
    for (const id of [3, 4999, 17]) {
      const { rows } = await connection.execute<[number]>('SELECT ID FROM T WHERE ID = :id', [id])
      ids.push(rows?.[0]?.[0])
    }
    expect(ids).toEqual([3, 4999, 17])
    expect(given.emulator.statements.filter((sql) => sql.endsWith('= :id'))).toHaveLength(3)
    await connection.close()
  })

  test('many rows of which parts are alike come whole, by pieces of any size', async () => {
    const connection = await given.connect()
    for (const fetchArraySize of [1, 7, 100, 10_000]) {
      const { rows = [] } = await connection.execute<[number, string]>(
        'SELECT * FROM T WHERE ID < 1000',
        [],
        { fetchArraySize },
      )
      expect(rows).toEqual(Array.from({ length: 1000 }, (_, id) => [id, `name of ${id % 10}`]))
    }
    await connection.close()
  })
})

async function numberOf(connecting: Promise<oracledb.Connection>): Promise<number | undefined> {
  try {
    const connection = await connecting
    await connection.close()
    return undefined
  } catch (error) {
    return errorNumber(error)
  }
}
