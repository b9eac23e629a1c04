import { Type, type Static } from '@sinclair/typebox'
import { cloudEvent, DatasetName, Uuid } from './cloud-event.ts'
import { RunMode } from './run-state.ts'

export const syncRequestType = 'aaps.sync.request.v1'

/**
 * "Synchronise this dataset": published to `sync.requests` by the page or by another service.
 *
 * The event's `id` is the idempotency key: the same user with the same id asks for the same run,
 * however often the message arrives. The same id with other data is refused.
 */
export const SyncRequest = cloudEvent(
  syncRequestType,
  Type.Object(
    {
      dataset: DatasetName,
      /** `auto` unless told. */
      mode: Type.Optional(RunMode),
      /** The tables of the dataset that it is about; all of them unless told. */
      tables: Type.Optional(
        Type.Array(Type.String({ minLength: 1, maxLength: 63 }), {
          minItems: 1,
          maxItems: 500,
          uniqueItems: true,
        }),
      ),
      /** The finished run that this one repeats. */
      retryOf: Type.Optional(Uuid),
      /** Compute what would change, keep that for a person, and change nothing. */
      preview: Type.Optional(Type.Boolean()),
      note: Type.Optional(Type.String({ maxLength: 500 })),
      /** Who pressed the button. Believed only from the monitor; others are known by their login. */
      requestedBy: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    },
    { additionalProperties: false },
  ),
)
export type SyncRequest = Static<typeof SyncRequest>
