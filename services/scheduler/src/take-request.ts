import type { Delivery, DeliveryOutcome } from '@aaps-data/amqp'
import type { Catalog } from '@aaps-data/catalog'
import { reportError, SyncError, type SyncRequest } from '@aaps-data/contracts'
import { asLedgerFailure, refuseRequest, requestKeyOf, requestRun } from '@aaps-data/ledger'
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
 * Safe to repeat: a request that comes again is the same run. A request for a dataset that nobody
 * defined becomes a run that has failed, where its publisher can see why. Throws what parks it: a
 * publisher that the broker does not vouch for, a key used for something else.
 */
export async function takeRequest(
  { ledger, catalog, writer, monitorUser, wakeRelay, log }: IntakeContext,
  { body, properties }: Pick<Delivery<SyncRequest>, 'body' | 'properties'>,
): Promise<DeliveryOutcome> {
  const { userId } = properties
  if (userId === undefined) throw new SyncError('REQUEST_UNIDENTIFIED', { requestId: body.id })
  const person = userId === monitorUser ? body.data.requestedBy : undefined
  const request = {
    dataset: body.data.dataset,
    class: 'interactive',
    origin: person === undefined ? 'service' : 'page',
    key: requestKeyOf(userId, body.id),
    requestedBy: person ?? userId,
    note: body.data.note,
    mode: body.data.mode,
    preview: body.data.preview,
  } as const
  const { dataset: name, requestedBy } = request
  const dataset = catalog.get(name)
  try {
    if (dataset === undefined) {
      const error = reportError(new SyncError('DATASET_UNKNOWN', { dataset: name }))
      await refuseRequest(ledger, request, error, writer)
      log.warn({ dataset: name, requestedBy }, 'Request for a dataset that is not defined')
    } else {
      const { maxAttempts } = dataset.retry
      const { runId, isNew } = await requestRun(ledger, { ...request, maxAttempts }, writer)
      log.info({ runId, dataset: name, requestedBy, isNew }, 'Requested')
    }
  } catch (error) {
    throw asLedgerFailure(error)
  }
  wakeRelay()
  return 'ack'
}
