import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { queues } from '@aaps-data/contracts'
import { waitFor } from '@aaps-data/testing'
import { countMessages } from '../src/index.ts'
import { openTestBroker, type TestBroker } from './open-test-broker.ts'

describe('countMessages', () => {
  let test: TestBroker
  beforeAll(async () => {
    test = await openTestBroker()
    await waitFor(() => test.broker.consuming.current(), { what: 'a connection' })
  })
  afterAll(() => test.close())

  it('tells how many messages wait in a queue, and takes none', async () => {
    expect(await countMessages(test.broker, queues.parking)).toBe(0)
    test.channel.sendToQueue(queues.parking, Buffer.from('1'))
    test.channel.sendToQueue(queues.parking, Buffer.from('2'))
    const count = () => countMessages(test.broker, queues.parking)
    await waitFor(async () => (await count()) === 2, { what: 'both messages' })
    expect(await count()).toBe(2)
  })

  it('rejects for a queue that does not exist, and can be asked again', async () => {
    await expect(countMessages(test.broker, 'nowhere')).rejects.toThrow(/NOT.FOUND/)
    expect(await countMessages(test.broker, queues.unrouted)).toBe(0)
  })

  it('is unknown without a connection', async () => {
    const consuming = { ...test.broker.consuming, current: () => undefined }
    expect(await countMessages({ consuming }, queues.parking)).toBeUndefined()
  })
})
