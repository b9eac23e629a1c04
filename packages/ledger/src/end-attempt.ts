import type { ErrorReport } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import type { Claim } from './claim-run.ts'

/** How an attempt that changed nothing ends, and what becomes of its run. */
export type AttemptEnd =
  /** Try again after `delayMs`, if attempts are left. */
  | { readonly next: 'waiting'; readonly delayMs: number; readonly error: ErrorReport }
  /** Back into the queue after `delayMs`, without using up an attempt. */
  | { readonly next: 'deferred'; readonly delayMs: number; readonly error: ErrorReport }
  | { readonly next: 'failed'; readonly error: ErrorReport }
  /** Stopped at somebody's wish. */
  | { readonly next: 'cancelled'; readonly error: ErrorReport }

/**
 * Ends an attempt without a receipt, frees the dataset and announces its next run, in one
 * transaction. A run that somebody wants cancelled is not tried again, nor one whose next attempt
 * would come after its deadline. Answers false, having changed nothing, when the fence is somebody else's by now.
 */
export async function endAttempt(
  db: Knex,
  claim: Claim,
  end: AttemptEnd,
  writer: string,
): Promise<boolean> {
  const deferred = end.next === 'deferred'
  const isFinal = end.next === 'failed' || end.next === 'cancelled'
  const { rows } = await db.raw<{ rows: { ended: boolean }[] }>(
    `select sync.end_attempt(?, ?, ?, ?, ? * interval '1 ms', ?, ?::jsonb, null, ?) as ended`,
    [
      claim.runId,
      claim.fence,
      deferred ? 'deferred' : 'failed',
      deferred ? 'queued' : end.next,
      isFinal ? 0 : end.delayMs,
      deferred,
      JSON.stringify(end.error),
      writer,
    ],
  )
  return rows[0]?.ended === true
}
