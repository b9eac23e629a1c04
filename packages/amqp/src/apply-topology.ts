import type { Channel } from 'amqplib'
import { openConnection } from './open-connection.ts'
import { topology } from './topology.ts'

/**
 * Declares the exchanges, queues and bindings on a broker. Needs a login that may configure.
 *
 * Safe to repeat: what exists with the same arguments is left as it is. What exists with others
 * is never changed; the error then names the queue and the argument.
 */
export async function applyTopology(url: string): Promise<void> {
  const connection = await openConnection(url)
  try {
    const channel = await connection.createChannel()
    channel.on('error', () => {
      // The declaration that caused it rejects with the same error.
    })
    await declareTopology(channel)
    await channel.close()
  } finally {
    await connection.close()
  }
}

/** The same on an open channel, which the broker closes if it refuses a declaration. */
export async function declareTopology(
  channel: Pick<Channel, 'assertExchange' | 'assertQueue' | 'bindQueue'>,
): Promise<void> {
  for (const { name, type, alternateExchange } of topology.exchanges) {
    await channel.assertExchange(name, type, {
      durable: true,
      ...(alternateExchange === undefined ? {} : { alternateExchange }),
    })
  }
  for (const queue of topology.queues) {
    await channel.assertQueue(queue.name, { durable: true, arguments: queue.arguments })
  }
  for (const { queue, exchange, pattern } of topology.bindings) {
    await channel.bindQueue(queue, exchange, pattern)
  }
}
