import { Type, type Static } from '@sinclair/typebox'
import { cloudEvent, DatasetName, Uuid } from './cloud-event.ts'

export const syncCommandType = 'aaps.sync.command.v1'

/**
 * A nudge to a worker: "this run is due". Everything else about the run is in the ledger, so a
 * command that is lost, late or delivered twice cannot change what happens.
 */
export const SyncCommand = cloudEvent(
  syncCommandType,
  Type.Object({ runId: Uuid, dataset: DatasetName }, { additionalProperties: false }),
)
export type SyncCommand = Static<typeof SyncCommand>
