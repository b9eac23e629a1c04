import { setTimeout as delay } from 'node:timers/promises'
import { SyncError } from '@aaps-data/contracts'
import type { Logger } from '@aaps-data/runtime'
import { applyTopology } from './apply-topology.ts'
import { createPauses } from './backoff.ts'
import type { Broker } from './create-broker.ts'
import { findTopologyFaults } from './find-topology-faults.ts'

const defaultPauses = { firstMs: 1_000, maxMs: 30_000 }

/** Whether a process declares what has to be on the broker, or only looks whether it is there. */
export type TopologyMode = 'declare' | 'check'

/**
 * Declares the topology with each new connection, and when a channel meets a queue or an exchange
 * that does not exist, so a broker that lost its queues gets them back; with a login that may not
 * declare, looks whether it is there, and names what is not. What fails is logged and repeated,
 * after growing pauses, while there is a connection; consumers and publishers wait until what they
 * need is there. Gives how to end it.
 */
export function keepTopology({
  broker,
  url,
  mode = 'declare',
  log,
  retry = defaultPauses,
}: {
  readonly broker: Broker
  readonly url: string
  readonly mode?: TopologyMode
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
        await (mode === 'declare' ? applyTopology(url) : requireTopology(url))
        pauses.reset()
        log.info(mode === 'declare' ? 'Topology declared' : 'Topology is there')
      } catch (err) {
        const what = mode === 'declare' ? 'was not declared' : 'is not there'
        log.error({ err }, `Topology ${what}, will be tried again`)
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

async function requireTopology(url: string): Promise<void> {
  const faults = await findTopologyFaults(url)
  const missing = faults.filter(({ problem }) => problem === 'missing').map(({ name }) => name)
  if (missing.length > 0) throw new SyncError('TOPOLOGY_MISSING', { missing })
}
