import { Type, type Static } from '@sinclair/typebox'
import { cloudEvent, DatasetName, Uuid } from './cloud-event.ts'
import { RunState } from './run-state.ts'
import { RowCounts } from './sync-event.ts'

export const syncReplyType = 'aaps.sync.reply.v1'

/** The form of the AMQP property `reply-to` of a request that wants to be answered. */
export const ReplyTo = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' })

/**
 * How a request goes, for who asked with `reply-to`. `accepted`: the ledger has its run, again when
 * the request comes again. `rejected`: there will be no run, `code` and `reason` say why.
 * `finished`: the run is in `state`, which is final. At least once each; written by the transaction
 * that made it true.
 */
export const SyncReply = cloudEvent(
  syncReplyType,
  Type.Object({
    /** `correlation-id` of the request, or its `id` where it has none. */
    requestId: Type.String(),
    answer: Type.Union([
      Type.Literal('accepted'),
      Type.Literal('rejected'),
      Type.Literal('finished'),
    ]),
    dataset: Type.Optional(DatasetName),
    runId: Type.Optional(Uuid),
    state: Type.Optional(RunState),
    code: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
    counts: Type.Optional(RowCounts),
  }),
)
export type SyncReply = Static<typeof SyncReply>
