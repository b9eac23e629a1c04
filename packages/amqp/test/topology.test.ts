import { describe, expect, it } from '@jest/globals'
import { exchanges, queues } from '@aaps-data/contracts'
import { declareTopology } from '../src/index.ts'

async function recordDeclarations() {
  const declared: Record<string, unknown> = {}
  const bound: string[] = []
  await declareTopology({
    assertExchange: (exchange, type, options) => {
      declared[exchange] = { type, ...options }
      return Promise.resolve({ exchange })
    },
    assertQueue: (queue = '', options) => {
      declared[queue] = options
      return Promise.resolve({ queue, messageCount: 0, consumerCount: 0 })
    },
    bindQueue: (queue, exchange, pattern) => {
      bound.push(`${exchange} ${pattern} ${queue}`)
      return Promise.resolve({})
    },
  })
  return { declared, bound }
}

describe('declareTopology', () => {
  it.each([queues.requests, queues.scheduledCommands, queues.interactiveCommands])(
    'declares %s so that no message is lost',
    async (queue) => {
      const { declared } = await recordDeclarations()

      expect(declared[queue]).toEqual({
        durable: true,
        arguments: {
          'x-queue-type': 'quorum',
          'x-dead-letter-exchange': 'sync.dlx',
          'x-dead-letter-strategy': 'at-least-once',
          'x-overflow': 'reject-publish',
          'x-delivery-limit': 20,
        },
      })
    },
  )

  it.each([queues.parking, queues.unrouted])(
    'declares %s so that looking at it drops nothing',
    async (queue) => {
      const { declared } = await recordDeclarations()

      expect(declared[queue]).toEqual({
        durable: true,
        arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 1_000_000 },
      })
    },
  )

  it('gives an alternate exchange to requests and none to commands', async () => {
    const { declared } = await recordDeclarations()

    expect(declared[exchanges.requests]).toEqual({
      type: 'topic',
      durable: true,
      alternateExchange: 'sync.unrouted',
    })
    expect(declared[exchanges.commands]).toEqual({ type: 'topic', durable: true })
  })

  it('declares every exchange and queue of the contracts and binds each queue', async () => {
    const { declared, bound } = await recordDeclarations()

    expect(Object.keys(declared).sort()).toEqual(
      [...Object.values(exchanges), ...Object.values(queues)].sort(),
    )
    expect(bound.sort()).toEqual([
      'sync.commands command.interactive.# sync.commands.interactive.v1',
      'sync.commands command.scheduled.# sync.commands.scheduled.v1',
      'sync.dlx # sync.parking.v1',
      'sync.requests request.# sync.requests.v1',
      'sync.unrouted  sync.unrouted.v1',
    ])
  })
})
