import type { Channel, ChannelModel } from 'amqplib'
import { openConnection } from './open-connection.ts'
import { topology } from './topology.ts'

/** An exchange or a queue that the login cannot use. */
export interface TopologyFault {
  readonly kind: 'exchange' | 'queue'
  readonly name: string
  /** `missing`: nobody has declared it on this vhost. `refused`: the login may not look. */
  readonly problem: 'missing' | 'refused'
}

/**
 * Looks whether every exchange and queue of the topology is there. Declares nothing, takes no message.
 * Throws `BROKER_UNREACHABLE` or `BROKER_AUTH_FAILED` when the login does not get that far.
 */
export async function findTopologyFaults(url: string): Promise<readonly TopologyFault[]> {
  const connection = await openConnection(url)
  try {
    const faults: TopologyFault[] = []
    for (const { name } of topology.exchanges) {
      const problem = await problemOf(connection, (channel) => channel.checkExchange(name))
      if (problem !== undefined) faults.push({ kind: 'exchange', name, problem })
    }
    for (const { name } of topology.queues) {
      const problem = await problemOf(connection, (channel) => channel.checkQueue(name))
      if (problem !== undefined) faults.push({ kind: 'queue', name, problem })
    }
    return faults
  } finally {
    await connection.close()
  }
}

// What is not there costs the channel, so each look has its own.
async function problemOf(
  connection: ChannelModel,
  look: (channel: Channel) => Promise<unknown>,
): Promise<TopologyFault['problem'] | undefined> {
  const channel = await connection.createChannel()
  channel.on('error', () => {
    // The look that caused it rejects with the same error.
  })
  try {
    await look(channel)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 404) return 'missing'
    if (code === 403) return 'refused'
    throw error
  }
  await channel.close()
  return undefined
}
