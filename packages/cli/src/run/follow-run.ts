import { isFinal, SyncError } from '@aaps-data/contracts'
import { asLedgerFailure, type Alarm, type RunRecord } from '@aaps-data/ledger'

interface FollowOptions {
  /** Asks the ledger; undefined while it has no such run. */
  readonly findRun: () => Promise<RunRecord | undefined>
  /** Called with what each question answered. */
  readonly onAnswer: (run: RunRecord | undefined) => void
  /** Ends the wait for the next question. */
  readonly alarm: Alarm
  readonly pollMs: number
  /** How long the ledger may be away before that is a failure. */
  readonly patienceMs: number
  readonly signal: AbortSignal
  readonly now: () => Date
}

/**
 * Follows a run in the ledger until it has ended or waits for a person, and gives it as it is then;
 * undefined after an abort, which has to ring the alarm as well. Throws when the ledger fails,
 * or is away for longer than `patienceMs`.
 */
export async function followRun({
  findRun,
  onAnswer,
  alarm,
  pollMs,
  patienceMs,
  signal,
  now,
}: FollowOptions): Promise<RunRecord | undefined> {
  let answeredAt = now()
  while (!signal.aborted) {
    try {
      const run = await findRun()
      answeredAt = now()
      onAnswer(run)
      if (run !== undefined && isOver(run)) return run
    } catch (error) {
      const failure = asLedgerFailure(error)
      const isAway = failure instanceof SyncError && failure.code === 'TARGET_UNREACHABLE'
      if (!isAway || now().getTime() - answeredAt.getTime() > patienceMs) throw failure
    }
    await alarm.wait(pollMs)
  }
  return undefined
}

function isOver({ state }: RunRecord): boolean {
  return state === 'held' || isFinal(state)
}
