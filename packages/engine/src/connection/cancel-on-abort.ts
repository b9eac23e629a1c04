import type { Knex } from 'knex'
import type { Client } from 'pg'
import { setTimeout as delay } from 'node:timers/promises'
import { cutConnection, withinLimit } from './cut-connection.ts'
import { withClient } from './pool-client.ts'

const cutAfterMs = 5_000
const cancelLimitMs = 2_000

/**
 * From now until `end`, the connection is cut five seconds after an abort of the signal: whoever
 * waits for a server that has fallen silent is set free, whatever statement it waits for.
 */
export function cutOnAbort(client: Client, signal: AbortSignal): { end(): void } {
  let timer: NodeJS.Timeout | undefined
  const cutLater = () => {
    timer = setTimeout(() => {
      cutConnection(client)
    }, cutAfterMs)
  }
  if (signal.aborted) cutLater()
  else signal.addEventListener('abort', cutLater, { once: true })
  return {
    end() {
      signal.removeEventListener('abort', cutLater)
      clearTimeout(timer)
    },
  }
}

/**
 * From now until `end`, an abort of the signal cancels the statement that `client`, whose server
 * process is `pid`, runs. After `end` nothing more happens to the connection: the next statement
 * on it is safe. A cancellation of which nobody knows whether it still comes cuts the connection.
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
  let cancelling: Promise<boolean> | undefined
  const cancel = () => {
    cancelling = cancelStatement(target, pid)
  }
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel, { once: true })

  return {
    async end() {
      signal.removeEventListener('abort', cancel)
      if (cancelling === undefined) return
      const timer = new AbortController()
      const tooLate = delay(cancelLimitMs, false, { signal: timer.signal }).catch(() => false)
      const isSettled = await Promise.race([cancelling, tooLate])
      timer.abort()
      if (!isSettled) cutConnection(client)
    },
  }
}

/** Says whether it is known that no cancellation is on its way any more. */
async function cancelStatement(target: Knex, pid: number): Promise<boolean> {
  try {
    return await withClient(target, async (other) => {
      await withinLimit(other, cancelLimitMs, () =>
        other.query('select pg_cancel_backend($1)', [pid]),
      )
      return true
    })
  } catch {
    return false
  }
}
