import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { exchanges, queues, requestKey, syncRequestType } from '@aaps-data/contracts'
import { waitFor } from '@aaps-data/testing'
import { brokerUser, dropParked, listParked, openConnection, replayParked } from '../src/index.ts'
import type { ChannelModel } from '../src/index.ts'
import { openTestBroker, type TestBroker } from './open-test-broker.ts'

describe('the parking lot', () => {
  let test: TestBroker
  let connection: ChannelModel
  let user: string

  beforeAll(async () => {
    test = await openTestBroker()
    connection = await openConnection(test.url)
    user = brokerUser(test.url)
  })
  afterAll(async () => {
    await connection.close()
    await test.close()
  })
  beforeEach(async () => {
    for (const queue of Object.values(queues)) await test.channel.purgeQueue(queue)
  })

  const request = (id: string) => ({
    specversion: '1.0',
    id,
    source: '/padron',
    type: syncRequestType,
    data: { dataset: 'registro' },
  })
  /** Parks a message as a consumer does. */
  async function park(
    body: unknown,
    { publisher = 'padron', id = 'm-1' }: { publisher?: string | null; id?: string } = {},
  ): Promise<void> {
    const before = await test.ready(queues.parking)
    test.channel.publish(
      exchanges.deadLetters,
      'request.sync.registro',
      Buffer.from(JSON.stringify(body)),
      {
        messageId: id,
        type: syncRequestType,
        replyTo: 'cola',
        correlationId: 'c-1',
        headers: {
          'x-error-code': 'REQUEST_TOO_OFTEN',
          'x-error-reason': 'The publisher asks for more runs than it may',
          'x-parked-from-exchange': exchanges.requests,
          ...(publisher === null ? {} : { 'x-parked-user-id': publisher }),
        },
      },
    )
    await waitFor(async () => (await test.ready(queues.parking)) > before, { what: 'it is parked' })
  }
  const list = (limit = 10) => listParked(connection, { limit })

  it('shows what was set aside, why, and whose it is, and leaves it where it is', async () => {
    await park(request('1'))
    test.channel.publish(exchanges.requests, 'nobody.wants.this', Buffer.from('{}'), {
      userId: user,
    })
    await waitFor(async () => (await test.ready(queues.unrouted)) === 1, { what: 'the unrouted' })

    const first = await list()
    expect(first).toMatchObject({
      total: 2,
      messages: [
        {
          kind: 'parked',
          messageId: 'm-1',
          type: syncRequestType,
          exchange: exchanges.requests,
          routingKey: 'request.sync.registro',
          publisher: 'padron',
          code: 'REQUEST_TOO_OFTEN',
          reason: 'The publisher asks for more runs than it may',
          body: JSON.stringify(request('1')),
          isReplayable: true,
        },
        {
          kind: 'unrouted',
          exchange: exchanges.requests,
          routingKey: 'nobody.wants.this',
          publisher: user,
          code: null,
          isReplayable: false,
        },
      ],
    })
    let again = await list()
    await waitFor(
      async () => {
        again = await list()
        return again.messages.length === 2
      },
      { what: 'both are back' },
    )
    expect(again).toEqual(first)
  })

  it('keeps the order, and shows no more than it is asked for', async () => {
    for (const id of ['1', '2', '3']) await park(request(id), { id: `m-${id}` })
    const ids = async (limit: number) => (await list(limit)).messages.map((one) => one.messageId)
    expect(await ids(2)).toEqual(['m-1', 'm-2'])
    await waitFor(async () => (await test.ready(queues.parking)) === 3, { what: 'all are back' })
    expect(await ids(9)).toEqual(['m-1', 'm-2', 'm-3'])
    await waitFor(async () => (await test.ready(queues.parking)) === 3, { what: 'all are back' })
    expect((await list(1)).total).toBe(3)
  })

  it('sends a request again, in the name of who sent it first', async () => {
    await park(request('1'))
    const [parked] = (await list()).messages

    expect(await replayParked(connection, { id: parked?.id ?? '', user })).toBe('done')

    const again = await test.take(queues.requests)
    expect(again.fields.routingKey).toBe(requestKey('registro'))
    expect(JSON.parse(again.content.toString())).toEqual(request('1'))
    expect(again.properties).toMatchObject({
      userId: user,
      messageId: 'm-1',
      replyTo: 'cola',
      correlationId: 'c-1',
      headers: { 'x-replayed-user-id': 'padron' },
    })
    expect((await list()).messages).toEqual([])
  })

  it.each([
    ['what is no request', { hello: 'you' }, 'padron'],
    ['what nobody vouched for', request('1'), null],
  ])('does not send again %s', async (_what, body, publisher) => {
    await park(body, { publisher })
    const [parked] = (await list()).messages
    expect(parked).toMatchObject({ isReplayable: false })
    expect(await replayParked(connection, { id: parked?.id ?? '', user })).toBe('not_replayable')
    await waitFor(async () => (await test.ready(queues.parking)) === 1, { what: 'it is back' })
  })

  it('takes out the one that is dropped, and no other', async () => {
    await park(request('1'), { id: 'm-1' })
    await park(request('2'), { id: 'm-2' })
    const [, second] = (await list()).messages
    await waitFor(async () => (await test.ready(queues.parking)) === 2, { what: 'both are back' })

    expect(await dropParked(connection, { id: second?.id ?? '' })).toBe('done')
    await waitFor(async () => (await test.ready(queues.parking)) === 1, { what: 'one is left' })
    expect((await list()).messages.map((one) => one.messageId)).toEqual(['m-1'])
    expect(await dropParked(connection, { id: '0'.repeat(24) })).toBe('not_found')
  })
})
