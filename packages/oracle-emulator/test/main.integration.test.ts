import { createTestDatabase, spawnNode } from '@aaps-data/testing'
import { expect, test } from '@jest/globals'
import oracledb from 'oracledb'
import { join } from 'node:path'
import { startOracleEmulator } from '../src/index.ts'

test('a process of its own serves what the database holds, until it is told to stop', async () => {
  const database = await createTestDatabase()
  const emulator = await startOracleEmulator({ postgresUrl: database.url, users: {} })
  await emulator.createTable('SYNC', 'T', [{ name: 'ID', type: 'NUMBER' }], { rows: [[1], [2]] })
  await emulator.close()

  const served = spawnNode({
    nodeOptions: ['--conditions=@aaps-data/source', '--import=tsx'],
    file: join(__dirname, '..', 'src', 'main.ts'),
    args: ['--postgres-url', database.url, '--generation', '23ai', '--user', 'SYNC'],
    env: { ORACLE_PASSWORD: 'from the environment' },
  })
  try {
    const line = await served.waitForLine(/connectString/)
    const { connectString } = JSON.parse(line) as { connectString: string }
    const connection = await oracledb.getConnection({
      user: 'sync',
      password: 'from the environment',
      connectString,
    })
    expect((await connection.execute('SELECT COUNT(*) FROM T')).rows).toEqual([[2]])
    await connection.close()
    expect(await served.stop()).toBe(0)
  } finally {
    await served.kill()
    await database.drop()
  }
})
