import { SyncError } from '@aaps-data/contracts'
import type { DeliveryOutcome } from './delivery.ts'

/**
 * What becomes of a delivery whose handler threw. A failure that will pass is not the message's
 * fault: it is handled `again` without the broker counting it. A failure that will not pass parks
 * it. A defect goes back to the broker, which parks it when it happened too often.
 */
export function outcomeOfFailure(error: unknown): DeliveryOutcome | 'again' {
  if (!(error instanceof SyncError)) return 'requeue'
  switch (error.disposition) {
    case 'hold':
    case 'reject':
      return { park: { code: error.code, reason: error.message, details: error.details } }
    case 'retry':
    case 'defer':
      return 'again'
  }
}
