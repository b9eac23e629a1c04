import type { Publisher } from '@aaps-data/amqp'
import { createRelay, type Relay } from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import type { Knex } from 'knex'

const confirmTimeoutMs = 10_000

/** Rows that their own writer has not relayed by then are taken over: it is likely dead. */
const sweepAfterMs = 5_000

/** The relay of what this scheduler puts into the outbox, and of what others left behind. */
export function relayOutbox({
  ledger,
  publisher,
  writer,
  log,
}: {
  readonly ledger: Knex
  readonly publisher: Publisher
  readonly writer: string
  readonly log: Logger
}): Relay {
  return createRelay({
    db: ledger,
    writer,
    sweepAfterMs,
    isReady: () => {
      const { channelOpen, blocked } = publisher.facts()
      return channelOpen && !blocked
    },
    publish: (message) => publisher.publish({ ...message, timeoutMs: confirmTimeoutMs }),
    onError: (err) => {
      log.warn({ err }, 'Outbox could not be relayed, will be tried again')
    },
  })
}
