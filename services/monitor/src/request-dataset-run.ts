import type { Publisher, PublishOutcome } from '@aaps-data/amqp'
import {
  exchanges,
  requestKey,
  syncRequestType,
  type RunMode,
  type SyncRequest,
} from '@aaps-data/contracts'
import { requestKeyOf, runIdOf } from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import type { Identity } from './access/verify-credentials.ts'
import { ProblemError } from './problem.ts'
import type { AuditRecord } from './store/write-audit.ts'

const confirmTimeoutMs = 3_000

interface RunWish {
  readonly dataset: string
  readonly note?: string | undefined
  /** `auto` unless given. */
  readonly mode?: RunMode | undefined
  /** Change nothing, and hold what would change. */
  readonly preview?: boolean | undefined
  /** The tables that it is about; all of the dataset unless given. */
  readonly tables?: readonly string[] | undefined
  /** The run that it repeats. */
  readonly retryOf?: string | undefined
  readonly idempotencyKey: string
  readonly by: Identity
  readonly address: string
}

/** Asks for a run and gives its id; throws a problem when it was not, or perhaps not, requested. */
export type RequestRun = (wish: RunWish) => Promise<string>

interface RequesterOptions {
  readonly publisher: Pick<Publisher, 'publish'>
  /** The login of the connection, for which the broker vouches to the scheduler. */
  readonly brokerUser: string
  /** Writes down that somebody asks; `key_reused` when the key was used for something else. */
  readonly noteRequest: (
    record: Omit<AuditRecord, 'outcome' | 'runId'> & { readonly runId: string },
  ) => Promise<'noted' | 'key_reused'>
  readonly audit: (record: AuditRecord) => Promise<void>
  readonly now: () => Date
  readonly log: Logger
}

/**
 * Makes the function behind the button. It answers when the broker has the request in a queue for
 * good, and then knows the run's id, because it is made from the broker's user, the person and the
 * key: asking again with the same key asks for the same run, and with anything else is refused. The audit log is told before the broker, or nothing is requested, and told again how it
 * ended; when that cannot be written, what was asked for is not taken back.
 */
export function createRunRequester({
  publisher,
  brokerUser,
  noteRequest,
  audit,
  now,
  log,
}: RequesterOptions): RequestRun {
  return async ({ dataset, mode = 'auto', preview = false, idempotencyKey, ...wish }) => {
    const { note, tables, retryOf, by, address } = wish
    const request: SyncRequest = {
      specversion: '1.0',
      id: `${by.name}:${idempotencyKey}`,
      source: '/sync/monitor',
      type: syncRequestType,
      time: now().toISOString(),
      data: {
        dataset,
        requestedBy: by.name,
        ...(note === undefined ? {} : { note }),
        ...(mode === 'auto' ? {} : { mode }),
        ...(preview ? { preview } : {}),
        ...(tables === undefined ? {} : { tables: [...tables] }),
        ...(retryOf === undefined ? {} : { retryOf }),
      },
    }
    const runId = runIdOf(requestKeyOf(brokerUser, request.id))
    const record = {
      actor: by.name,
      role: by.role,
      action: retryOf === undefined ? 'run.request' : 'run.retry',
      subject: dataset,
      address,
      details: {
        ...(note === undefined ? {} : { note }),
        ...(mode === 'auto' ? {} : { mode }),
        ...(preview ? { preview: 'yes' } : {}),
        ...(tables === undefined ? {} : { tables: JSON.stringify(tables) }),
        ...(retryOf === undefined ? {} : { retryOf }),
      },
    }
    async function writeEnd(
      end: Pick<AuditRecord, 'outcome' | 'details' | 'runId'>,
    ): Promise<void> {
      const entry = { ...record, ...end, details: { ...record.details, ...end.details } }
      await audit(entry).catch((err: unknown) => {
        log.error({ err, entry }, 'Audit entry could not be written')
      })
    }

    if ((await noteRequest({ ...record, runId })) === 'key_reused') {
      // Without the run: it is that of the other request, which may have gone well.
      await writeEnd({ outcome: 'failed', details: { reason: 'REQUEST_KEY_REUSED' } })
      throw keyReused()
    }
    const outcome = await publisher.publish({
      exchange: exchanges.requests,
      routingKey: requestKey(dataset),
      body: request,
      messageId: request.id,
      type: request.type,
      userId: brokerUser,
      mandatory: true,
      timeoutMs: confirmTimeoutMs,
    })
    const isAccepted = outcome === 'confirmed'
    const details = { publish: outcome }
    await writeEnd({ outcome: isAccepted ? 'accepted' : 'failed', runId, details })
    if (!isAccepted) throw notRequested(outcome)
    return runId
  }
}

function keyReused(): ProblemError {
  return new ProblemError({
    status: 409,
    code: 'REQUEST_KEY_REUSED',
    title: 'The key was used for another request',
    detail: 'Nothing was requested. Ask with a new Idempotency-Key',
  })
}

function notRequested(outcome: PublishOutcome): ProblemError {
  const title = 'The message broker does not answer'
  if (outcome === 'unknown') {
    return new ProblemError({
      status: 503,
      code: 'REQUEST_UNCONFIRMED',
      title,
      detail: 'The run may have been requested. Asking again with the same key does no harm',
    })
  }
  return new ProblemError({
    status: 503,
    code: 'BROKER_UNREACHABLE',
    title,
    detail: 'Nothing was requested',
  })
}
