import type { Logger } from '@aaps-data/runtime'
import { applyTopology } from './apply-topology.ts'
import type { Broker } from './create-broker.ts'

/**
 * Declares the topology with each new connection, so a broker that lost its queues gets them back.
 * A failure is logged; consumers and publishers wait until what they need is there. Gives how to
 * end it.
 */
export function keepTopology({
  broker,
  url,
  log,
}: {
  readonly broker: Broker
  readonly url: string
  readonly log: Logger
}): () => void {
  return broker.publishing.listen({
    onConnect: () => {
      applyTopology(url).catch((err: unknown) => {
        log.error({ err }, 'Topology was not declared')
      })
    },
  })
}
