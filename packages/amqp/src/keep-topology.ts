import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@aaps-data/runtime'
import { applyTopology } from './apply-topology.ts'
import { createPauses } from './backoff.ts'
import type { Broker } from './create-broker.ts'

const defaultPauses = { firstMs: 1_000, maxMs: 30_000 }

/**
 * Declares the topology with each new connection, and when a channel meets a queue or an exchange
 * that does not exist, so a broker that lost its queues gets them back. A declaration that fails is
 * logged and repeated, after growing pauses, while there is a connection; consumers and publishers
 * wait until what they need is there. Gives how to end it.
 */
export function keepTopology({
  broker,
  url,
  log,
  retry = defaultPauses,
}: {
  readonly broker: Broker
  readonly url: string
  readonly log: Logger
  /** The pause after the first failure, and the longest that it grows to. */
  readonly retry?: { readonly firstMs: number; readonly maxMs: number }
}): () => void {
  const ended = new AbortController()
  const pauses = createPauses(retry)
  let isWanted = false
  let isDeclaring = false

  async function declareWanted(): Promise<void> {
    isDeclaring = true
    while (isWanted && !ended.signal.aborted && broker.publishing.state().connected) {
      isWanted = false
      try {
        await applyTopology(url)
        pauses.reset()
        log.info('Topology declared')
      } catch (err) {
        log.error({ err }, 'Topology was not declared, will be tried again')
        isWanted = true
        await delay(pauses.nextMs(), undefined, { signal: ended.signal }).catch(() => {
          // It was ended, which the loop looks at.
        })
      }
    }
    isDeclaring = false
  }

  function want(): void {
    isWanted = true
    if (!isDeclaring) void declareWanted()
  }

  const stops = [
    broker.publishing.listen({ onConnect: want, onMissing: want }),
    broker.consuming.listen({ onMissing: want }),
  ]
  return () => {
    ended.abort()
    for (const stop of stops) stop()
  }
}
