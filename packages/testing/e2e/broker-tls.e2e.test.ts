import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startTlsBroker, waitFor, type SpawnedProcess, type TlsBroker } from '../src/index.ts'
import { createSystem, type RunningSystem } from './running-system.ts'

describe('services and a broker over TLS', () => {
  let broker: TlsBroker
  let system: RunningSystem
  const started: SpawnedProcess[] = []

  beforeAll(async () => {
    broker = await startTlsBroker()
    system = await createSystem({ scale: 0.01 })
  }, 180_000)
  afterEach(() => Promise.all(started.splice(0).map((one) => one.kill())))
  afterAll(async () => {
    await system.stop()
    await broker.stop()
  }, 60_000)

  function start(
    service: 'scheduler' | 'worker' | 'monitor',
    env: Readonly<Record<string, string>>,
  ) {
    const process = system.start(service, env)
    started.push(process)
    return process
  }

  it('are connected by TLS alone, and say no password', async () => {
    const AMQP_URL = `${broker.url}?cacertfile=${broker.caFile}`
    const processes = (['scheduler', 'worker', 'monitor'] as const).map((service) =>
      start(service, { AMQP_URL }),
    )
    await Promise.all(processes.map((one) => one.waitForLine(/"Topology declared"/)))

    const open = await waitFor(
      async () => {
        const connections = await connectionsOf(broker)
        return connections.length >= 6 ? connections : undefined
      },
      { what: 'two connections of each service' },
    )
    expect(open.filter(({ ssl }) => !ssl)).toEqual([])
    const told = processes.flatMap(({ lines }) => lines).join('\n')
    expect(told).not.toContain(broker.password)
  }, 60_000)

  it('refuse a broker of an unknown authority, even if the environment asks to check nothing', async () => {
    const scheduler = start('scheduler', {
      AMQP_URL: broker.url,
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    })

    await scheduler.waitForLine(/BROKER_UNTRUSTED.*the certificate is of an unknown authority/)
    expect(scheduler.lines.join('\n')).not.toContain('Connected to the broker')
    expect(scheduler.lines.join('\n')).not.toContain(broker.password)
  }, 60_000)
})

interface Connection {
  readonly ssl: boolean
  readonly client_properties?: { readonly connection_name?: string }
}

async function connectionsOf({ managementUrl }: TlsBroker): Promise<readonly Connection[]> {
  const { origin, username, password } = new URL(managementUrl)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const response = await fetch(`${origin}/api/connections`, { headers: { authorization } })
  const connections = (await response.json()) as readonly Connection[]
  return connections.filter(({ client_properties: told }) =>
    / (publish|consume)$/.test(told?.connection_name ?? ''),
  )
}
