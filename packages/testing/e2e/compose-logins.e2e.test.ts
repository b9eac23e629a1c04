import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createBroker, createPublisher } from '@aaps-data/amqp'
import { commandKey, exchanges, requestKey, syncCommandType } from '@aaps-data/contracts'
import { createLogger } from '@aaps-data/runtime'
import { createComposeLogins, type ComposeLogins } from './compose-logins.ts'
import { createSystem, type RunningSystem } from './running-system.ts'

const password = 'clave-de-ada-6wq'

describe("the broker's logins of docker-compose.yml", () => {
  let system: RunningSystem
  let logins: ComposeLogins

  beforeAll(async () => {
    system = await createSystem({ scale: 0.02 })
    logins = await createComposeLogins(system.vhost)
  }, 60_000)
  afterAll(async () => {
    await system.stop()
    await logins.remove()
  }, 30_000)

  /** Whether the broker takes a message of the login. */
  const publishes = async (login: string, exchange: string, routingKey: string) => {
    const log = createLogger({ service: 'e2e', level: 'silent', instance: 'e2e' })
    const broker = createBroker({ url: logins.urlOf(login), name: 'e2e', log })
    const publisher = createPublisher({ broker, log })
    const outcome = await publisher.publish({
      exchange,
      routingKey,
      messageId: randomUUID(),
      type: syncCommandType,
      mandatory: false,
      timeoutMs: 5_000,
      body: {},
    })
    await publisher.stop(100)
    await broker.close()
    return outcome === 'confirmed'
  }

  it('are enough for a click to become a run of that person', async () => {
    const scheduler = system.start('scheduler', {
      AMQP_URL: logins.urlOf('scheduler'),
      MONITOR_AMQP_USER: logins.userOf('monitor'),
    })
    const worker = system.start('worker', { AMQP_URL: logins.urlOf('worker') })
    const monitor = system.start('monitor', {
      AMQP_URL: logins.urlOf('monitor'),
      MONITOR_ADMIN_PASSWORD: password,
    })
    await scheduler.waitForLine(/Scheduler started/)
    await worker.waitForLine(/Worker started/)
    const url = /http:[^"]+/.exec(await monitor.waitForLine(/Server listening at/))?.[0] ?? ''

    const response = await fetch(`${url}/api/v1/datasets/registro/runs`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`admin:${password}`)}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        origin: url,
      },
      body: '{}',
    })
    const answer = (await response.json()) as { readonly runId: string }
    expect({ status: response.status, answer }).toMatchObject({ status: 202 })

    const run = await system.runIn(answer.runId, ['succeeded', 'failed'])
    expect(run).toMatchObject({ state: 'succeeded', origin: 'page', requested_by: 'admin' })
    const lines = [scheduler, worker, monitor].flatMap((service) => service.lines)
    expect(
      lines.filter((line) => /ACCESS_REFUSED|access .* refused|not declared/.test(line)),
    ).toEqual([])
  }, 60_000)

  it.each([
    ['monitor', exchanges.commands, commandKey('interactive', 'registro')],
    ['monitor', exchanges.events, 'run.succeeded.registro'],
    ['worker', exchanges.requests, requestKey('registro')],
    ['scheduler', exchanges.requests, requestKey('registro')],
    ['monitor', '', 'sync.commands.interactive.v1'],
  ])('do not let the %s publish on "%s"', async (login, exchange, key) => {
    expect(await publishes(login, exchange, key)).toBe(false)
  })

  it('let the monitor ask, and the worker tell', async () => {
    expect(await publishes('worker', exchanges.events, 'run.succeeded.registro')).toBe(true)
    expect(await publishes('monitor', exchanges.requests, requestKey('registro'))).toBe(true)
  })
})
