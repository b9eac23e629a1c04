import { connect, type ChannelModel } from 'amqplib'
import { brokerFailure } from './broker-failure.ts'
import { brokerUrls } from './broker-url.ts'
import { socketOptions } from './socket-options.ts'

const connectTimeoutMs = 8_000

/**
 * One connection for one errand, without reconnect: to the first URL that answers. The caller
 * closes it. Throws `BROKER_UNREACHABLE`, `BROKER_UNTRUSTED` or `BROKER_AUTH_FAILED` for the last
 * URL.
 */
export async function openConnection(url: string): Promise<ChannelModel> {
  let failure = brokerFailure(new Error('No URL of a broker is given'), undefined)
  for (const one of brokerUrls(url)) {
    try {
      const connection = await connect(one, {
        ...(await socketOptions(one)),
        timeout: connectTimeoutMs,
        noDelay: true,
      })
      connection.on('error', () => {
        // What is under way on the connection rejects with the same error.
      })
      return connection
    } catch (error) {
      failure = brokerFailure(error, one)
    }
  }
  throw failure
}
