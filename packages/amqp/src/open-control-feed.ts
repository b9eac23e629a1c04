import { CancelNotice, exchanges } from '@aaps-data/contracts'
import type { Logger } from '@aaps-data/runtime'
import type { Broker } from './create-broker.ts'
import { openFeed, type Feed } from './open-feed.ts'

/**
 * Listens to what is said to every worker. It only makes faster what the ledger tells the heartbeat
 * of each attempt.
 */
export function openControlFeed({
  broker,
  onCancel,
  log,
}: {
  readonly broker: Broker
  readonly onCancel: (runId: string) => void
  readonly log: Logger
}): Feed {
  return openFeed({
    broker,
    exchange: exchanges.control,
    patterns: [''],
    schema: CancelNotice,
    onMessage: ({ data }) => {
      onCancel(data.runId)
    },
    onGap: () => undefined,
    log,
  })
}
