import type { Delivery, DeliveryOutcome } from '@aaps-data/amqp'
import type { Catalog } from '@aaps-data/catalog'
import { SyncError, type SyncRequest } from '@aaps-data/contracts'
import { asLedgerFailure, requestKeyOf, requestRun } from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import type { Knex } from 'knex'

export interface IntakeContext {
  readonly ledger: Knex
  readonly catalog: Catalog
  readonly writer: string
  /** The broker's login of the monitor: only it may say which person asked. */
  readonly monitorUser: string
  /** The outbox has new rows. */
  readonly wakeRelay: () => void
  readonly log: Logger
}

/**
 * Turns a request into a run, with its command, in one transaction; only then is it acknowledged.
 * Safe to repeat: a request that comes again is the same run. Throws what parks it: an unknown
 * dataset, a publisher that the broker does not vouch for, a key used for something else.
 */
export async function takeRequest(
  { ledger, catalog, writer, monitorUser, wakeRelay, log }: IntakeContext,
  { body, properties }: Pick<Delivery<SyncRequest>, 'body' | 'properties'>,
): Promise<DeliveryOutcome> {
  const { userId } = properties
  if (userId === undefined) throw new SyncError('REQUEST_UNIDENTIFIED', { requestId: body.id })
  const dataset = catalog.get(body.data.dataset)
  if (dataset === undefined) {
    throw new SyncError('DATASET_UNKNOWN', { dataset: body.data.dataset, requestId: body.id })
  }
  const person = userId === monitorUser ? body.data.requestedBy : undefined
  const request = {
    dataset: dataset.name,
    class: 'interactive',
    origin: person === undefined ? 'service' : 'page',
    key: requestKeyOf(userId, body.id),
    requestedBy: person ?? userId,
    note: body.data.note,
    maxAttempts: dataset.retry.maxAttempts,
  } as const
  try {
    const { runId, isNew } = await requestRun(ledger, request, writer)
    log.info({ runId, dataset: dataset.name, requestedBy: request.requestedBy, isNew }, 'Requested')
  } catch (error) {
    throw asLedgerFailure(error)
  }
  wakeRelay()
  return 'ack'
}
