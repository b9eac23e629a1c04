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
  /** The tables that it is about; all of the dataset unless given. */
  readonly tables?: readonly string[] | undefined
  /** The run that it repeats. */
  readonly retryOf?: string | undefined
  readonly maxAttempts: number
  /** No attempt starts so long after the request; no limit unless given. */
  readonly deadlineMinutes?: number | undefined
  readonly reply?: ReplyAddress | undefined
}

/** Where who asked hears how it goes. */
export interface ReplyAddress {
  /** Routing key on the exchange of replies, from `replyKeyOf`. */
  readonly key: string
  /** What they know the request by. */
  readonly correlationId: string
}

type Request = Omit<RunRequest, 'maxAttempts'>

/** The parts of a request that may not differ when its key is used again. */
function digestOf(request: Request): string {
  const { dataset, class: commandClass, origin, note, mode = 'auto', preview = false } = request
  const { tables, retryOf } = request
  const parts = [dataset, commandClass, origin, note ?? null, mode, preview]
  const whole = JSON.stringify([...parts, tables ?? null, retryOf ?? null])
  return createHash('sha256').update(whole).digest('hex')
}

/** A request as the ledger's functions read it: by the names of the columns that it goes into. */
export function requestRow(request: Request & { readonly maxAttempts?: number }): string {
  return JSON.stringify({
    id: runIdOf(request.key),
    dataset: request.dataset,
    class: request.class,
    origin: request.origin,
    request_key: request.key,
    request_digest: digestOf(request),
    requested_by: request.requestedBy,
    note: request.note,
    slot_at: request.slotAt,
    attempts_left: request.maxAttempts,
    mode: request.mode ?? 'auto',
    preview: request.preview ?? false,
    tables: request.tables,
    retry_of: request.retryOf,
    deadline_minutes: request.deadlineMinutes,
    reply_key: request.reply?.key,
    correlation_id: request.reply?.correlationId,
  })
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
  const { rows } = await db.raw<{ rows: { outcome: string }[] }>(
    `select sync.request_run(?::jsonb, ?) as outcome`,
    [requestRow(request), writer],
  )
  const runId = runIdOf(request.key)
  const outcome = rows[0]?.outcome
  requireOwnKey(outcome, request.dataset, runId)
  return { runId, isNew: outcome === 'created' }
}

/**
 * Keeps a request that can never be carried out as a run that has failed with `error`, so that who
 * asked can see why; gives the run's id. Safe to repeat. Throws `REQUEST_KEY_REUSED` like `requestRun`.
 */
export async function refuseRequest(
  db: Knex,
  request: Omit<RunRequest, 'maxAttempts' | 'deadlineMinutes' | 'slotAt'>,
  error: ErrorReport,
  writer: string,
): Promise<string> {
  const { rows } = await db.raw<{ rows: { outcome: string }[] }>(
    `select sync.refuse_request(?::jsonb, ?::jsonb, ?) as outcome`,
    [requestRow(request), JSON.stringify(error), writer],
  )
  const runId = runIdOf(request.key)
  requireOwnKey(rows[0]?.outcome, request.dataset, runId)
  return runId
}

function requireOwnKey(outcome: string | undefined, dataset: string, runId: string): void {
  if (outcome === 'key_reused') throw new SyncError('REQUEST_KEY_REUSED', { dataset, runId })
}
