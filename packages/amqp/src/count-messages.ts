import type { Broker } from './create-broker.ts'

/**
 * How many messages of a queue are ready to be taken; undefined while there is no connection. Takes
 * none of them. Rejects when the queue does not exist, or the connection ends meanwhile.
 */
export async function countMessages(
  broker: Pick<Broker, 'consuming'>,
  queue: string,
): Promise<number | undefined> {
  const model = broker.consuming.current()
  if (model === undefined) return undefined
  // A queue that does not exist costs the channel, which therefore serves nothing else.
  const channel = await model.createChannel()
  channel.on('error', () => {
    // The check that caused it rejects with the same error.
  })
  const { messageCount } = await channel.checkQueue(queue)
  await channel.close()
  return messageCount
}
