import { Type, type Static } from '@sinclair/typebox'
import { cloudEvent, Uuid } from './cloud-event.ts'

export const cancelNoticeType = 'aaps.sync.cancel.v1'

/**
 * "Somebody wants this run to stop", to every worker. The ledger says the same to the heartbeat of
 * the attempt: a notice that is lost only makes it later.
 */
export const CancelNotice = cloudEvent(
  cancelNoticeType,
  Type.Object({ runId: Uuid }, { additionalProperties: false }),
)
export type CancelNotice = Static<typeof CancelNotice>
