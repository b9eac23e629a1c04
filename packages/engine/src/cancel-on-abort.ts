import type { Knex } from 'knex'
import type { Client } from 'pg'

const cutAfterMs = 5_000

/**
 * From now until `end`, an abort of the signal cancels the statement that `client` runs. Where
 * that does not help within five seconds (the network is gone), the connection is cut. After
 * `end` nothing more happens to the connection: the next one to use it is safe.
 */
export function cancelOnAbort({
  target,
  client,
  pid,
  signal,
}: {
  readonly target: Knex
  readonly client: Client
  readonly pid: number
  readonly signal: AbortSignal
}): { end(): Promise<void> } {
  let cancelling: Promise<unknown> | undefined
  let cutTimer: NodeJS.Timeout | undefined

  const cancel = () => {
    cancelling = target.raw('select pg_cancel_backend(?)', [pid]).catch(() => undefined)
    cutTimer = setTimeout(() => client.connection.stream.destroy(), cutAfterMs)
  }
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel, { once: true })

  return {
    async end() {
      signal.removeEventListener('abort', cancel)
      clearTimeout(cutTimer)
      await cancelling
    },
  }
}
