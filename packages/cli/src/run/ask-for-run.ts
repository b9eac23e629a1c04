import { brokerUser, createPublisher } from '@aaps-data/amqp'
import {
  exchanges,
  requestKey,
  SyncError,
  syncRequestType,
  type RunMode,
  type SyncRequest,
} from '@aaps-data/contracts'
import { requestKeyOf, runIdOf } from '@aaps-data/ledger'
import type { BrokerLink } from './open-link.ts'

const confirmTimeoutMs = 10_000
const stopTimeoutMs = 1_000

/** What somebody wants a run to be. */
export interface RunWish {
  readonly dataset: string
  readonly mode: RunMode
  readonly preview: boolean
  readonly note: string | undefined
  /** The tables that it is about; all of the dataset when undefined. */
  readonly onlyTables: readonly string[] | undefined
  /** The run that it repeats. */
  readonly retryOf: string | undefined
  /** Asking again with the same key asks for the same run. */
  readonly key: string
}

/** The id of the run that a wish is for, or that has its key. `url` is the broker's. Pure. */
export function runIdOfWish({ key }: Pick<RunWish, 'key'>, url: string): string {
  return runIdOf(requestKeyOf(brokerUser(url), key))
}

/**
 * Asks for a run like any other service, and gives its id once the broker has the request for good.
 * Throws `BROKER_UNREACHABLE` when that did not happen or is not known; asking again with the same key
 * does no harm.
 */
export async function askForRun(
  { dataset, mode, preview, note, onlyTables, retryOf, key }: RunWish,
  { broker, log, url }: BrokerLink & { readonly url: string },
): Promise<string> {
  const user = brokerUser(url)
  const request: SyncRequest = {
    specversion: '1.0',
    id: key,
    source: '/sync/cli',
    type: syncRequestType,
    data: {
      dataset,
      mode,
      preview,
      ...(note === undefined ? {} : { note }),
      ...(onlyTables === undefined ? {} : { tables: [...onlyTables] }),
      ...(retryOf === undefined ? {} : { retryOf }),
    },
  }
  const publisher = createPublisher({ broker, log })
  try {
    const outcome = await publisher.publish({
      exchange: exchanges.requests,
      routingKey: requestKey(dataset),
      body: request,
      messageId: key,
      type: syncRequestType,
      userId: user,
      mandatory: true,
      timeoutMs: confirmTimeoutMs,
    })
    if (outcome === 'confirmed') return runIdOfWish({ key }, url)
    const requested = outcome === 'unknown' ? 'perhaps' : 'no'
    throw new SyncError('BROKER_UNREACHABLE', { requested, outcome, repeatWith: `--key ${key}` })
  } finally {
    await publisher.stop(stopTimeoutMs)
  }
}
