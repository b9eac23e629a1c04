import type { RunMode } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import { approvalOf, type Approval, type HoldRow } from './hold.ts'

/** A run that this worker holds, until the lease ends. */
export interface Claim {
  readonly runId: string
  readonly dataset: string
  readonly attempt: number
  readonly attemptsLeft: number
  /** Grows each time that the dataset is taken; only its holder may write. */
  readonly fence: number
  readonly mode: RunMode
  readonly preview: boolean
  /** The tables that were asked for; all of the dataset when undefined. */
  readonly tables: readonly string[] | undefined
  /** What a person has approved: this delta is to be applied, and no other. */
  readonly approval: Approval | undefined
}

/**
 * Why a run was not claimed. `unknown`: the ledger has no such run. `busy`: another run holds the
 * dataset and will announce the next one when it ends. `not_due`: it waits for its time. `overdue`:
 * its deadline has passed, and a sweep will fail it. `paused`: its schedule is, and starts it when
 * that is resumed. Otherwise the state it is in, which needs no worker.
 */
export type NoClaim =
  | 'unknown'
  | 'busy'
  | 'not_due'
  | 'overdue'
  | 'paused'
  | 'running'
  | 'held'
  | 'succeeded'
  | 'failed'
  | 'cancelled'

interface ClaimRow {
  readonly outcome: NoClaim | 'claimed'
  readonly dataset: string
  readonly attempt: number
  readonly attempts_left: number
  readonly fence: string
  readonly mode: RunMode
  readonly preview: boolean
  readonly tables: readonly string[] | null
  readonly approval: HoldRow | null
}

/**
 * Takes a run for a worker: counts the attempt, takes the dataset's lease with a new fence, and
 * puts the event into the outbox, in one committed transaction. The attempt is counted before any
 * work, so a run that kills its worker is counted too. Never waits for a held dataset.
 */
export async function claimRun(
  db: Knex,
  {
    runId,
    worker,
    leaseMs,
  }: { readonly runId: string; readonly worker: string; readonly leaseMs: number },
): Promise<Claim | NoClaim> {
  const { rows } = await db.raw<{ rows: ClaimRow[] }>(
    `select * from sync.claim_run(?, ?, ? * interval '1 ms')`,
    [runId, worker, leaseMs],
  )
  const row = rows[0]
  if (row === undefined) throw new Error('sync.claim_run always answers')
  if (row.outcome !== 'claimed') return row.outcome
  return {
    runId,
    dataset: row.dataset,
    attempt: row.attempt,
    attemptsLeft: row.attempts_left,
    fence: Number(row.fence),
    mode: row.mode,
    preview: row.preview,
    tables: row.tables ?? undefined,
    approval: row.approval === null ? undefined : approvalOf(row.approval),
  }
}

/** What became of a lease that was to be prolonged. */
export type KeptLease = 'kept' | 'lost' | 'locked' | 'cancelled'

/**
 * Prolongs the lease of a claim. `lost`: somebody else has the dataset, stop at once. `locked`:
 * the row is in use, by the attempt's own apply as a rule; ask again later. `cancelled`: it is
 * prolonged, and somebody wants the run to stop.
 */
export async function keepLease(db: Knex, claim: Claim, leaseMs: number): Promise<KeptLease> {
  const { rows } = await db.raw<{ rows: { answer: KeptLease }[] }>(
    `select sync.keep_lease(?, ?, ? * interval '1 ms') as answer`,
    [claim.dataset, claim.fence, leaseMs],
  )
  return rows[0]?.answer ?? 'lost'
}
