import { createTestDatabase } from '@aaps-data/testing'
import oracledb from 'oracledb'
import {
  startOracleEmulator,
  type OracleEmulator,
  type OracleEmulatorOptions,
} from '../src/index.ts'

export interface TestEmulator {
  readonly emulator: OracleEmulator
  /** Logs in as SYNC, unless it is said. */
  connect(options?: Partial<oracledb.ConnectionAttributes>): Promise<oracledb.Connection>
  /** Runs a statement in a connection of its own; rows as arrays, numbers as texts. */
  rows(sql: string, binds?: oracledb.BindParameters): Promise<readonly (readonly unknown[])[]>
  /** The number with which a statement is refused. */
  refusal(sql: string, binds?: oracledb.BindParameters): Promise<number | undefined>
  /** Ends everything. Throws what the emulator itself has got wrong. */
  close(options?: { readonly toleratesFailures: boolean }): Promise<void>
}

export const password = 's3cret-Pä'

/** An emulator with a database of its own, and a user SYNC. */
export async function startTestEmulator(
  options: Partial<OracleEmulatorOptions> = {},
): Promise<TestEmulator> {
  const database = await createTestDatabase()
  const emulator = await startOracleEmulator({
    postgresUrl: database.url,
    users: { SYNC: { password } },
    ...options,
  })
  const open = new Set<oracledb.Connection>()
  const connect = async (more: Partial<oracledb.ConnectionAttributes> = {}) => {
    const { connectString } = emulator
    const connection = await oracledb.getConnection({
      user: 'sync',
      password,
      connectString,
      ...more,
    })
    open.add(connection)
    return connection
  }
  const run = async (sql: string, binds: oracledb.BindParameters = []) => {
    const connection = await connect()
    try {
      const { rows = [] } = await connection.execute<unknown[]>(sql, binds, { fetchTypeHandler })
      return rows
    } finally {
      await connection.close()
      open.delete(connection)
    }
  }
  return {
    emulator,
    connect,
    rows: run,
    refusal: async (sql, binds) => {
      try {
        await run(sql, binds)
        return undefined
      } catch (error) {
        return errorNumber(error)
      }
    },
    close: async ({ toleratesFailures } = { toleratesFailures: false }) => {
      await Promise.all([...open].map((connection) => connection.close().catch(() => undefined)))
      await emulator.close()
      await database.drop()
      const [failure] = emulator.failures
      if (failure !== undefined && !toleratesFailures) {
        throw new Error('The emulator has failed', { cause: failure })
      }
    },
  }
}

/** Numbers as texts, LOBs as texts and buffers. */
export function fetchTypeHandler(
  column: oracledb.Metadata<unknown>,
): oracledb.FetchTypeResponse | undefined {
  const { dbType } = column
  if (dbType === oracledb.DB_TYPE_BLOB) return { type: oracledb.DB_TYPE_RAW }
  const isText = [oracledb.DB_TYPE_NUMBER, oracledb.DB_TYPE_CLOB, oracledb.DB_TYPE_NCLOB].some(
    (type) => type === dbType,
  )
  return isText ? { type: oracledb.DB_TYPE_VARCHAR } : undefined
}

export function errorNumber(error: unknown): number | undefined {
  return error instanceof Error && 'errorNum' in error && typeof error.errorNum === 'number'
    ? error.errorNum
    : undefined
}

/** The driver's code, such as `NJS-500`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
