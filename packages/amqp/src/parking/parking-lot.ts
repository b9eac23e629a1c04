import type { ChannelModel, ConfirmChannel, GetMessage, Options } from 'amqplib'
import { exchanges, queues, requestKey } from '@aaps-data/contracts'
import { datasetToReplay, describeParked, parkedId, publisherOf } from './parked-message.ts'
import type { ParkedMessage } from './parked-message.ts'

/** Says in a replayed request who has sent it first; believed from the monitor only. */
export const replayedUserHeader = 'x-replayed-user-id'

/** Messages that are looked through for one; behind them it is not found. */
const lookedThrough = 10_000

const places = [
  { kind: 'parked', queue: queues.parking },
  { kind: 'unrouted', queue: queues.unrouted },
] as const

export interface ParkedList {
  readonly messages: readonly ParkedMessage[]
  /** How many there are, shown or not. */
  readonly total: number
}

/** What became of a message that was to leave the parking lot. */
export type ParkedOutcome = 'done' | 'not_found' | 'not_replayable' | 'not_confirmed'

/**
 * The messages that were set aside, oldest first, the parked ones before the unrouted, at most
 * `limit`. They stay where they are. Whoever looks at the same time may see fewer.
 */
export async function listParked(
  connection: ChannelModel,
  { limit }: { readonly limit: number },
): Promise<ParkedList> {
  return withChannel(connection, async (channel) => {
    const messages: ParkedMessage[] = []
    let total = 0
    for (const { kind, queue } of places) {
      const { messageCount } = await channel.checkQueue(queue)
      const shownBefore = messages.length
      while (messages.length < limit) {
        const message = await channel.get(queue)
        if (message === false) break
        messages.push(describeParked(message, kind))
      }
      // A quorum queue counts what has just come back to it a moment later than it gives it out.
      total += Math.max(messageCount, messages.length - shownBefore)
    }
    return { messages, total }
  })
}

/**
 * Sends a request that was set aside to where requests go, in the name of who sent it first, and
 * takes it out when the broker has the copy. `user` is the login of the connection. A crash in
 * between leaves it there, and its run is made once all the same.
 */
export async function replayParked(
  connection: ChannelModel,
  { id, user }: { readonly id: string; readonly user: string },
): Promise<ParkedOutcome> {
  return withMessage(connection, id, async (channel, message) => {
    const dataset = datasetToReplay(message)
    const publisher = publisherOf(message)
    if (dataset === undefined || publisher === null) return 'not_replayable'
    if (!(await publishAgain(channel, message, { dataset, publisher, user }))) {
      return 'not_confirmed'
    }
    channel.ack(message)
    return 'done'
  })
}

/** Takes a message out for good. */
export async function dropParked(
  connection: ChannelModel,
  { id }: { readonly id: string },
): Promise<ParkedOutcome> {
  return withMessage(connection, id, (channel, message) => {
    channel.ack(message)
    return Promise.resolve('done')
  })
}

/** What is taken and not acknowledged goes back to its place when the channel closes. */
async function withChannel<T>(
  connection: ChannelModel,
  work: (channel: ConfirmChannel) => Promise<T>,
): Promise<T> {
  const channel = await connection.createConfirmChannel()
  channel.on('error', () => {
    // What is under way on the channel rejects with the same error.
  })
  try {
    return await work(channel)
  } finally {
    await channel.close().catch(() => {
      // The broker has closed it already.
    })
  }
}

async function withMessage(
  connection: ChannelModel,
  id: string,
  work: (channel: ConfirmChannel, message: GetMessage) => Promise<ParkedOutcome>,
): Promise<ParkedOutcome> {
  return withChannel(connection, async (channel) => {
    for (const { queue } of places) {
      for (let looked = 0; looked < lookedThrough; looked += 1) {
        const message = await channel.get(queue)
        if (message === false) break
        if (parkedId(message) === id) return work(channel, message)
      }
    }
    return 'not_found'
  })
}

async function publishAgain(
  channel: ConfirmChannel,
  message: GetMessage,
  {
    dataset,
    publisher,
    user,
  }: { readonly dataset: string; readonly publisher: string; readonly user: string },
): Promise<boolean> {
  let isReturned = false
  channel.once('return', () => {
    isReturned = true
  })
  channel.publish(exchanges.requests, requestKey(dataset), message.content, {
    ...(message.properties as Options.Publish),
    userId: user,
    persistent: true,
    mandatory: true,
    headers: { [replayedUserHeader]: publisher },
  })
  try {
    await channel.waitForConfirms()
  } catch {
    return false
  }
  return !isReturned
}
