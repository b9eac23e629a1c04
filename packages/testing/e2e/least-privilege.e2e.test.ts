import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { accessRights, grantAccess, openConnection, type AccessRole } from '@aaps-data/amqp'
import {
  commandKey,
  exchanges,
  queues,
  requestKey,
  SyncReply,
  syncRequestType,
} from '@aaps-data/contracts'
import { Value } from '@sinclair/typebox/value'
import { testServerUrls, waitFor } from '../src/index.ts'
import { isPublishAllowed } from './is-publish-allowed.ts'
import { createSystem, type RunningSystem } from './running-system.ts'

const roles = ['scheduler', 'worker', 'monitor', 'service'] as const
const password = 'clave-del-broker-4h'

describe('services with the rights of their roles and no others', () => {
  let system: RunningSystem
  const suffix = randomBytes(4).toString('hex')
  const loginOf = (role: AccessRole) => `${role}-${suffix}`
  const urlOf = (role: AccessRole) => {
    const url = new URL(system.amqpUrl)
    url.username = loginOf(role)
    url.password = password
    return url.href
  }

  beforeAll(async () => {
    system = await createSystem({ scale: 0.02 })
    for (const role of roles) {
      const login = loginOf(role)
      const rights = accessRights(role, { login, datasets: ['registro'] })
      const access = { vhost: system.vhost.name, login, password, rights }
      await grantAccess(testServerUrls().amqpManagementUrl, access)
      await grantAccess(testServerUrls().amqpManagementUrl, access)
    }
  }, 60_000)
  afterAll(async () => {
    await system.stop()
    for (const role of roles) await system.vhost.manage('DELETE', `/api/users/${loginOf(role)}`)
  }, 30_000)

  const request = (key: string, dataset: string) => ({
    specversion: '1.0',
    id: key,
    source: '/padron',
    type: syncRequestType,
    data: { dataset },
  })

  it('carry out a request of another service, and answer it', async () => {
    const env = { AMQP_TOPOLOGY: 'check' }
    const started = [
      system.start('scheduler', {
        ...env,
        AMQP_URL: urlOf('scheduler'),
        MONITOR_AMQP_USER: loginOf('monitor'),
      }),
      system.start('worker', { ...env, AMQP_URL: urlOf('worker') }),
      system.start('monitor', { ...env, AMQP_URL: urlOf('monitor') }),
    ]
    await started[0]?.waitForLine(/Scheduler started/)
    await started[1]?.waitForLine(/Worker started/)
    await started[2]?.waitForLine(/Server listening at/)

    const answers: SyncReply['data'][] = []
    const connection = await openConnection(urlOf('service'))
    try {
      const channel = await connection.createConfirmChannel()
      const { queue } = await channel.assertQueue('', { exclusive: true })
      await channel.bindQueue(queue, exchanges.replies, `reply.${loginOf('service')}.#`)
      await channel.consume(
        queue,
        (message) => {
          const body: unknown = JSON.parse(String(message?.content))
          if (Value.Check(SyncReply, body)) answers.push(body.data)
        },
        { noAck: true },
      )
      channel.publish(
        exchanges.requests,
        requestKey('registro'),
        Buffer.from(JSON.stringify(request('cierre', 'registro'))),
        { userId: loginOf('service'), messageId: 'cierre', replyTo: 'cola', persistent: true },
      )
      await channel.waitForConfirms()
      await waitFor(() => answers.some(({ answer }) => answer === 'finished'), {
        what: 'the end of the run',
        timeoutMs: 30_000,
      })
    } finally {
      await connection.close()
    }
    expect(answers).toMatchObject([
      { requestId: 'cierre', answer: 'accepted', dataset: 'registro' },
      { requestId: 'cierre', answer: 'finished', state: 'succeeded' },
    ])
    const refused = started
      .flatMap(({ lines }) => lines)
      .filter((line) => /ACCESS_REFUSED|access .* refused|not there/.test(line))
    expect(refused).toEqual([])
  }, 60_000)

  const publishes = (role: AccessRole, exchange: string, routingKey: string) =>
    isPublishAllowed(urlOf(role), { exchange, routingKey })

  it.each([
    ['service', exchanges.requests, requestKey('seguimiento')],
    ['service', exchanges.commands, commandKey('interactive', 'registro')],
    ['service', exchanges.replies, 'reply.other.cola'],
    ['service', exchanges.control, ''],
    ['service', '', queues.interactiveCommands],
    ['monitor', exchanges.commands, commandKey('interactive', 'registro')],
    ['monitor', exchanges.events, 'run.succeeded.registro'],
    ['monitor', exchanges.control, ''],
    ['worker', exchanges.requests, requestKey('registro')],
    ['scheduler', exchanges.requests, requestKey('registro')],
  ] as const)('do not let a %s publish on "%s" as "%s"', async (role, exchange, key) => {
    expect(await publishes(role, exchange, key)).toBe(false)
  })

  it.each([
    ['service', exchanges.requests, requestKey('registro')],
    ['worker', exchanges.events, 'run.succeeded.registro'],
    ['scheduler', exchanges.commands, commandKey('interactive', 'registro')],
  ] as const)('let a %s publish on "%s" as "%s"', async (role, exchange, key) => {
    expect(await publishes(role, exchange, key)).toBe(true)
  })

  const fails = async (
    role: AccessRole,
    act: (
      channel: Awaited<ReturnType<Awaited<ReturnType<typeof openConnection>>['createChannel']>>,
    ) => Promise<unknown>,
  ): Promise<unknown> => {
    const connection = await openConnection(urlOf(role))
    try {
      const channel = await connection.createChannel()
      channel.on('error', () => undefined)
      await act(channel)
      return 'allowed'
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error
    } finally {
      await connection.close()
    }
  }

  it.each(['service', 'monitor', 'worker', 'scheduler'] as const)(
    'let a %s declare nothing and read nothing of others',
    async (role) => {
      expect(await fails(role, (channel) => channel.assertQueue('sync.mine.v1'))).toBe(403)
      expect(await fails(role, (channel) => channel.deleteQueue(queues.requests))).toBe(403)
      expect(await fails(role, (channel) => channel.assertExchange('mine', 'topic'))).toBe(403)
      const other = role === 'scheduler' ? queues.interactiveCommands : queues.requests
      expect(await fails(role, (channel) => channel.get(other))).toBe(403)
    },
  )

  it('let no service hear the replies to another', async () => {
    const bound = await fails('service', async (channel) => {
      const { queue } = await channel.assertQueue('', { exclusive: true })
      await channel.bindQueue(queue, exchanges.replies, 'reply.#')
    })
    expect(bound).toBe(403)
  })
})
