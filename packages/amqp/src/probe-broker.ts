import { openConnection } from './open-connection.ts'

/**
 * Logs in to the broker and leaves again. Returns the broker's version; throws
 * `BROKER_UNREACHABLE` or `BROKER_AUTH_FAILED`, which name the address but no credentials.
 */
export async function probeBroker(url: string): Promise<{ readonly version: string }> {
  const model = await openConnection(url)
  const { version } = model.connection.serverProperties
  await model.close()
  return { version }
}
