import type { Delivery, DeliveryOutcome } from '@aaps-data/amqp'
import type { Dataset } from '@aaps-data/catalog'
import { reportError, SyncError, type SyncCommand } from '@aaps-data/contracts'
import type { SyncProgress } from '@aaps-data/engine'
import { asLedgerFailure, claimRun, endAttempt, type Claim } from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import type { Source } from '@aaps-data/sources'
import { runAttempt, type AttemptContext } from './run-attempt.ts'

export interface CommandContext extends AttemptContext {
  /** How a dataset is defined now, and where it is read. */
  readonly lookUp: (
    dataset: string,
  ) => { readonly dataset: Dataset; readonly source: Source } | undefined
  readonly progressOf: (claim: Claim) => (progress: SyncProgress) => void
  /** The outbox has new rows. */
  readonly wakeRelay: () => void
  readonly log: Logger
}

/**
 * Takes the run that a command announces, if it is due and free, and brings the attempt to its end.
 * The command may be acknowledged when this returns `ack`, and is owned by the ledger from the claim
 * on. Safe to repeat: a command that comes again finds the run claimed or finished.
 */
export async function handleCommand(
  context: CommandContext,
  { body, own }: Pick<Delivery<SyncCommand>, 'body' | 'own'>,
): Promise<DeliveryOutcome> {
  const { ledger, worker, leaseMs, lookUp, progressOf, wakeRelay } = context
  const { runId, dataset: name } = body.data
  const claim = await claimRun(ledger, { runId, worker, leaseMs }).catch((error: unknown) => {
    throw asLedgerFailure(error)
  })
  if (claim === 'unknown') {
    return { park: { code: 'MESSAGE_INVALID', reason: `the ledger has no run ${runId}` } }
  }
  const log = context.log.child({ runId, dataset: name })
  if (typeof claim === 'string') {
    log.debug({ state: claim }, 'Nothing to do for this command')
    return 'ack'
  }
  own()
  wakeRelay()
  const found = lookUp(claim.dataset)
  try {
    if (found === undefined) {
      const error = reportError(new SyncError('DATASET_UNKNOWN', { dataset: claim.dataset }))
      await endAttempt(ledger, claim, { next: 'failed', error }, worker)
      return 'ack'
    }
    const attemptLog = log.child({ attempt: claim.attempt, fence: claim.fence })
    attemptLog.info('Attempt started')
    const progress = progressOf(claim)
    await runAttempt(context, { claim, ...found, progress, log: attemptLog })
    return 'ack'
  } finally {
    wakeRelay()
  }
}
