import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { exchanges, queues } from '@aaps-data/contracts'
import { createTestVhost, type TestVhost } from '@aaps-data/testing'
import { applyTopology } from '../src/index.ts'
import { openConnection } from '../src/open-connection.ts'

describe('applyTopology', () => {
  let vhost: TestVhost

  beforeAll(async () => {
    vhost = await createTestVhost()
  })
  afterAll(() => vhost.drop())

  async function definitions(): Promise<unknown> {
    const parts = await Promise.all(
      ['exchanges', 'queues', 'bindings'].map((part) =>
        vhost.manage('GET', `/api/${part}/${vhost.name}?columns=name,type,arguments,routing_key`),
      ),
    )
    return parts
  }

  it('changes nothing when it is applied again', async () => {
    await applyTopology(vhost.url)
    const first = await definitions()

    await applyTopology(vhost.url)

    expect(await definitions()).toEqual(first)
  })

  it('keeps a rejected message in the parking queue, with its properties', async () => {
    const connection = await openConnection(vhost.url)
    const channel = await connection.createChannel()
    channel.publish(exchanges.requests, 'request.sync.a', Buffer.from('{}'), { messageId: 'm-1' })
    const parked = new Promise<unknown>((resolve) => {
      void channel.consume(queues.parking, (message) => {
        resolve(message?.properties.messageId)
        if (message !== null) channel.ack(message)
      })
    })

    await channel.consume(queues.requests, (message) => {
      if (message !== null) channel.nack(message, false, false)
    })

    expect(await parked).toBe('m-1')
    await connection.close()
  })

  it('keeps a request that no queue wants among the unrouted', async () => {
    const connection = await openConnection(vhost.url)
    const channel = await connection.createConfirmChannel()
    channel.publish(exchanges.requests, 'mistyped', Buffer.from('{}'))
    await channel.waitForConfirms()

    expect(await channel.get(queues.unrouted, { noAck: true })).toMatchObject({
      fields: { routingKey: 'mistyped' },
    })
    await connection.close()
  })

  it('refuses to change a queue that exists with other arguments, and names both', async () => {
    const other = await createTestVhost()
    const connection = await openConnection(other.url)
    const channel = await connection.createChannel()
    await channel.assertQueue(queues.requests, { durable: true })

    await expect(applyTopology(other.url)).rejects.toThrow(/inequivalent arg.*sync\.requests\.v1/)

    await connection.close()
    await other.drop()
  })
})
