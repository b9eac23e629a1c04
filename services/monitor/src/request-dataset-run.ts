import type { Publisher, PublishOutcome } from '@aaps-data/amqp'
import { exchanges, requestKey, syncRequestType, type SyncRequest } from '@aaps-data/contracts'
import { requestKeyOf, runIdOf } from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import type { Identity } from './access/verify-credentials.ts'
import { ProblemError } from './problem.ts'
import type { AuditRecord } from './store/write-audit.ts'

const confirmTimeoutMs = 3_000

interface RunWish {
  readonly dataset: string
  readonly note?: string | undefined
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
  readonly audit: (record: AuditRecord) => Promise<void>
  readonly now: () => Date
  readonly log: Logger
}

/**
 * Makes the function behind the button. It answers when the broker has the request in a queue for
 * good, and then knows the run's id, because it is made from the broker's user, the person and the
 * key: asking again with the same key asks for the same run. Everything is written to the audit
 * log; an entry that cannot be written does not take back what was asked for, and is logged.
 */
export function createRunRequester({
  publisher,
  brokerUser,
  audit,
  now,
  log,
}: RequesterOptions): RequestRun {
  return async ({ dataset, note, idempotencyKey, by, address }) => {
    const request: SyncRequest = {
      specversion: '1.0',
      id: `${by.name}:${idempotencyKey}`,
      source: '/sync/monitor',
      type: syncRequestType,
      time: now().toISOString(),
      data: { dataset, requestedBy: by.name, ...(note === undefined ? {} : { note }) },
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
    const runId = runIdOf(requestKeyOf(brokerUser, request.id))
    const isAccepted = outcome === 'confirmed'
    const record: AuditRecord = {
      actor: by.name,
      role: by.role,
      action: 'run.request',
      subject: dataset,
      address,
      outcome: isAccepted ? 'accepted' : 'failed',
      details: { publish: outcome, ...(note === undefined ? {} : { note }) },
      ...(isAccepted ? { runId } : {}),
    }
    await audit(record).catch((err: unknown) => {
      log.error({ err, record }, 'Audit entry could not be written')
    })
    if (!isAccepted) throw notRequested(outcome)
    return runId
  }
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
