import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { topology } from '@aaps-data/amqp'
import { createTestVhost, type TestVhost } from '@aaps-data/testing'
import { runWords } from './run-words.ts'

interface Listed {
  readonly name: string
  readonly durable: boolean
  readonly exclusive?: boolean
  readonly auto_delete: boolean
  readonly type: string
  readonly arguments: Readonly<Record<string, string | number>>
}

/** Arguments that every RabbitMQ from 3.10 to 4.3 takes for a quorum queue. */
const knownArguments = [
  'x-queue-type',
  'x-dead-letter-exchange',
  'x-dead-letter-strategy',
  'x-overflow',
  'x-delivery-limit',
]

describe('aaps-sync topology apply', () => {
  let vhost: TestVhost
  let queues: readonly Listed[]

  beforeAll(async () => {
    vhost = await createTestVhost()
    await runWords(['topology', 'apply'], { AMQP_URL: vhost.url })
    queues = await listed('queues')
  })
  afterAll(() => vhost.drop())

  const list = (what: string) => vhost.manage('GET', `/api/${what}/${vhost.name}`)
  async function listed(what: 'queues' | 'exchanges'): Promise<readonly Listed[]> {
    return (await list(what)) as readonly Listed[]
  }

  it('makes the queues of the topology and no other, durable and of replicas', () => {
    const expected = topology.queues.map((queue) => ({
      name: queue.name,
      arguments: queue.arguments,
      durable: true,
      exclusive: false,
      auto_delete: false,
      type: 'quorum',
    }))

    expect(queues).toHaveLength(expected.length)
    expect(queues).toEqual(
      expect.arrayContaining(expected.map((queue) => expect.objectContaining(queue))),
    )
  })

  it('uses no argument that a later broker has given up', () => {
    const names = queues.flatMap((queue) => Object.keys(queue.arguments))

    expect(names.filter((name) => !knownArguments.includes(name))).toEqual([])
  })

  it('makes the exchanges of the topology and no other, durable', async () => {
    const own = (await listed('exchanges')).filter(({ name }) => !/^(amq\..*)?$/.test(name))
    const expected = topology.exchanges.map(({ name, type, alternateExchange }) => ({
      name,
      type,
      durable: true,
      auto_delete: false,
      arguments: alternateExchange === undefined ? {} : { 'alternate-exchange': alternateExchange },
    }))

    expect(own).toHaveLength(expected.length)
    expect(own).toEqual(expect.arrayContaining(expected.map((one) => expect.objectContaining(one))))
  })

  it('sets no policy: mirroring by policy has ended with RabbitMQ 4', async () => {
    expect(await list('policies')).toEqual([])
    expect(await list('operator-policies')).toEqual([])
  })
})
