import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { commandKey, exchanges, requestKey } from '@aaps-data/contracts'
import { createComposeLogins, type ComposeLogins } from './compose-logins.ts'
import { isPublishAllowed } from './is-publish-allowed.ts'
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

  const publishes = (login: string, exchange: string, routingKey: string) =>
    isPublishAllowed(logins.urlOf(login), { exchange, routingKey })

  it('are enough for a click to become a run of that person', async () => {
    const scheduler = system.start('scheduler', {
      AMQP_URL: logins.urlOf('scheduler'),
      AMQP_TOPOLOGY: 'check',
      MONITOR_AMQP_USER: logins.userOf('monitor'),
    })
    const worker = system.start('worker', {
      AMQP_URL: logins.urlOf('worker'),
      AMQP_TOPOLOGY: 'check',
    })
    const monitor = system.start('monitor', {
      AMQP_URL: logins.urlOf('monitor'),
      AMQP_TOPOLOGY: 'check',
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
