import type { LossyPublisher } from '@aaps-data/amqp'
import { exchanges, progressEventType, progressKey, type ProgressEvent } from '@aaps-data/contracts'
import type { SyncProgress } from '@aaps-data/engine'
import type { Claim } from '@aaps-data/ledger'
import { randomUUID } from 'node:crypto'

/** Tells listeners how far an attempt is. May be lost: the ledger alone says what state it is in. */
export function announceProgress(
  publisher: LossyPublisher,
  { claim, worker, now }: { claim: Claim; worker: string; now: () => Date },
): (progress: SyncProgress) => void {
  return (progress) => {
    const at = now().toISOString()
    const event: ProgressEvent = {
      specversion: '1.0',
      id: randomUUID(),
      source: `/sync/${worker}`,
      type: progressEventType,
      time: at,
      data: {
        runId: claim.runId,
        dataset: claim.dataset,
        attempt: claim.attempt,
        at,
        ...progress,
      },
    }
    publisher.publish({
      exchange: exchanges.events,
      routingKey: progressKey(claim.dataset),
      body: event,
      messageId: event.id,
      type: event.type,
    })
  }
}
