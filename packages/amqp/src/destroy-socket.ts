import type { Duplex } from 'node:stream'
import type { ChannelModel } from 'amqplib'

/**
 * Ends a connection whose peer does not answer. The client notices a destroyed socket at once
 * only when it is given an error; without one it waits for the heartbeat.
 */
export function destroySocket(model: ChannelModel): void {
  const { stream } = model.connection as unknown as { readonly stream: Duplex }
  stream.destroy(new Error('The broker did not answer the close of the connection'))
}
