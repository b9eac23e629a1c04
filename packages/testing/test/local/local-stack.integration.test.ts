import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { waitFor } from '@aaps-data/testing'
import { keepStack } from '../../../../deploy/local/keep-stack.ts'
import { localSettings, type LocalSettings } from '../../../../deploy/local/local-settings.ts'
import { isAlive } from '../../../../deploy/local/process-alive.ts'
import { probeRabbitmq } from '../../../../deploy/local/probe-rabbitmq.ts'
import { lockStack } from '../../../../deploy/local/stack-lock.ts'
import { readStackState, type StackState } from '../../../../deploy/local/stack-state.ts'
import { startStack } from '../../../../deploy/local/start-stack.ts'
import { destroyStack, stopStack } from '../../../../deploy/local/stop-stack.ts'

describe('the private stack', () => {
  let settings: LocalSettings
  let state: StackState

  beforeAll(async () => {
    settings = localSettings({
      env: process.env,
      step: (_what, action) => action(),
      directory: mkdtempSync(join(tmpdir(), 'aaps-stack-')),
    })
    state = await startStack(settings)
    await query('create table kept as select 1 as id')
  }, 120_000)

  afterAll(async () => {
    await destroyStack(settings)
  }, 60_000)

  const query = async (sql: string, url = state.postgres?.url): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows
    } finally {
      await client.end()
    }
  }

  it('asks for the passwords, which only its owner can read', async () => {
    expect(statSync(join(settings.directory, 'state.json')).mode & 0o777).toBe(0o600)
    const withoutPassword = new URL(state.postgres?.url ?? '')
    withoutPassword.password = 'wrong'
    await expect(query('select 1', withoutPassword.href)).rejects.toThrow('password')
    const { amqpPort = 0, managementPort = 0 } = state.rabbitmq ?? {}
    const managementUrl = `http://app:wrong@127.0.0.1:${managementPort}`
    expect(await probeRabbitmq({ amqpPort, managementUrl })).toContain('401')
  })

  it('is only checked when it runs', async () => {
    expect(await startStack(settings)).toEqual(state)
  })

  it('is used by one start at a time', async () => {
    const unlock = await lockStack(settings.directory)
    await expect(lockStack(settings.directory)).rejects.toThrow(
      `Another start (process ${process.pid}) is using`,
    )
    unlock()
    const unlockAgain = await lockStack(settings.directory)
    unlockAgain()
  })

  it('comes back with its data and ports after both servers were killed', async () => {
    for (const part of [state.postgres, state.rabbitmq]) process.kill(part?.pid ?? 0, 'SIGKILL')
    const again = await startStack(settings)
    expect(await query('select id from kept')).toEqual([{ id: 1 }])
    expect(again.postgres).toEqual({ ...state.postgres, pid: again.postgres?.pid })
    expect(again.rabbitmq).toEqual({ ...state.rabbitmq, pid: again.rabbitmq?.pid })
    state = again
  }, 120_000)

  it('is kept running until that is ended', async () => {
    const told: string[] = []
    const stopKeeping = keepStack(settings, ['postgres', 'rabbitmq'], (text) => told.push(text))
    const before = readStackState(settings.directory)
    for (const part of [before.postgres, before.rabbitmq]) process.kill(part?.pid ?? 0, 'SIGKILL')

    const kept = await waitFor(
      async () => {
        const { postgres, rabbitmq } = readStackState(settings.directory)
        const isOld =
          postgres?.pid === before.postgres?.pid || rabbitmq?.pid === before.rabbitmq?.pid
        if (isOld || rabbitmq === undefined) return undefined
        if ((await probeRabbitmq(rabbitmq)) !== undefined) return undefined
        return await query('select id from kept')
      },
      { what: 'both servers', timeoutMs: 90_000 },
    )
    await stopKeeping()

    expect(kept).toEqual([{ id: 1 }])
    expect(told.sort()).toEqual([
      'PostgreSQL ended and starts again in 1 s',
      'RabbitMQ ended and starts again in 1 s',
    ])
    state = readStackState(settings.directory)
  }, 120_000)

  it('leaves no process when it stops, and takes other ports when its own are taken', async () => {
    await stopStack(settings)
    expect([state.postgres, state.rabbitmq].map((part) => isAlive(part?.pid ?? 0))).toEqual([
      false,
      false,
    ])
    expect(readStackState(settings.directory).postgres).not.toHaveProperty('pid')

    const squatter = await listen(state.postgres?.port ?? 0)
    const { postgres } = await startStack(settings, ['postgres'])
    squatter.close()
    expect(postgres?.port).not.toBe(state.postgres?.port)
    expect(await query('select id from kept', postgres?.url)).toEqual([{ id: 1 }])
  }, 120_000)

  it('does not touch data whose password is lost', async () => {
    await stopStack(settings)
    rmSync(join(settings.directory, 'state.json'))
    await expect(startStack(settings, ['postgres'])).rejects.toThrow('which knows its password')
  })
})

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
