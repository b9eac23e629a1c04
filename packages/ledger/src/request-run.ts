import {
  SyncError,
  type CommandClass,
  type ErrorReport,
  type RunMode,
  type RunOrigin,
} from '@aaps-data/contracts'
import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { runIdOf } from './run-id.ts'

/** Everything that the ledger keeps of a request. */
export interface RunRequest {
  readonly dataset: string
  readonly class: CommandClass
  readonly origin: RunOrigin
  /** From `slotKey` or `requestKeyOf`: what makes two requests the same. */
  readonly key: string
  readonly requestedBy: string
  readonly note?: string | undefined
  readonly slotAt?: Date | undefined
  /** `auto` unless given. */
  readonly mode?: RunMode | undefined
  /** Change nothing, and hold what would change for a person. */
  readonly preview?: boolean | undefined
  readonly maxAttempts: number
}

/** The parts of a request that may not differ when its key is used again. */
function digestOf({
  dataset,
  class: commandClass,
  origin,
  note,
  mode = 'auto',
  preview = false,
}: Omit<RunRequest, 'maxAttempts'>): string {
  const parts = JSON.stringify([dataset, commandClass, origin, note ?? null, mode, preview])
  return createHash('sha256').update(parts).digest('hex')
}

/**
 * Turns a request into a run, with its command and its event in the outbox, in one transaction
 * (the caller's, when `db` is one). Safe to repeat: the same key gives the same run, and
 * `isNew` false. The same key with another request throws `REQUEST_KEY_REUSED`.
 */
export async function requestRun(
  db: Knex,
  request: RunRequest,
  writer: string,
): Promise<{ readonly runId: string; readonly isNew: boolean }> {
  const runId = runIdOf(request.key)
  const { rows } = await db.raw<{ rows: { outcome: string }[] }>(
    `select sync.request_run(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as outcome`,
    [
      runId,
      request.dataset,
      request.class,
      request.origin,
      request.key,
      digestOf(request),
      request.requestedBy,
      request.note ?? null,
      request.slotAt ?? null,
      request.maxAttempts,
      request.mode ?? 'auto',
      request.preview ?? false,
      writer,
    ],
  )
  const outcome = rows[0]?.outcome
  requireOwnKey(outcome, request.dataset, runId)
  return { runId, isNew: outcome === 'created' }
}

/**
 * Keeps a request that can never be carried out as a run that has failed with `error`, so that who
 * asked can see why. Safe to repeat. Throws `REQUEST_KEY_REUSED` like `requestRun`.
 */
export async function refuseRequest(
  db: Knex,
  request: Omit<RunRequest, 'maxAttempts' | 'slotAt'>,
  error: ErrorReport,
  writer: string,
): Promise<void> {
  const runId = runIdOf(request.key)
  const { rows } = await db.raw<{ rows: { outcome: string }[] }>(
    `select sync.refuse_request(?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?) as outcome`,
    [
      runId,
      request.dataset,
      request.class,
      request.origin,
      request.key,
      digestOf(request),
      request.requestedBy,
      request.note ?? null,
      JSON.stringify(error),
      writer,
    ],
  )
  requireOwnKey(rows[0]?.outcome, request.dataset, runId)
}

function requireOwnKey(outcome: string | undefined, dataset: string, runId: string): void {
  if (outcome === 'key_reused') throw new SyncError('REQUEST_KEY_REUSED', { dataset, runId })
}
