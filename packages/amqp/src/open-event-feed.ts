import { Type } from '@sinclair/typebox'
import {
  eventPatterns,
  exchanges,
  ProgressEvent,
  RunEvent,
  type SyncEvent,
} from '@aaps-data/contracts'
import type { Logger } from '@aaps-data/runtime'
import type { Broker } from './create-broker.ts'
import { openFeed, type Feed } from './open-feed.ts'

interface EventFeedOptions {
  readonly broker: Broker
  /** Routing keys to listen to; every run and its progress unless given. */
  readonly patterns?: readonly string[]
  readonly onEvent: (event: SyncEvent) => void
  /** As of `openFeed`. */
  readonly onGap: () => void
  readonly log: Logger
}

/** Listens to what happens to runs. */
export function openEventFeed({
  broker,
  patterns = eventPatterns,
  onEvent,
  onGap,
  log,
}: EventFeedOptions): Feed {
  return openFeed({
    broker,
    exchange: exchanges.events,
    patterns,
    schema: Type.Union([RunEvent, ProgressEvent]),
    onMessage: onEvent,
    onGap,
    log,
  })
}
