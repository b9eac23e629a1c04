import { SyncError } from '@aaps-data/contracts'
import type { Claim, KeptLease } from '@aaps-data/ledger'

/** Asks the ledger to prolong the lease. */
export type KeepLease = () => Promise<KeptLease>

export interface HeldLease {
  /** Aborted with `LEASE_LOST` when the lease is somebody else's, or may be by now. */
  readonly signal: AbortSignal
  /** Asks the ledger now instead of with the next heartbeat. */
  ask(): void
  /** Ends the heartbeat; waits for the one under way. */
  release(): Promise<void>
}

/**
 * Keeps a claim's lease alive, four times in its length, for as long as the attempt runs. When the
 * ledger has not answered for three quarters of the length, the lease counts as lost, by this
 * process's monotonic clock: another worker may take the run soon. The fence makes sure of the
 * rest.
 */
export function holdLease({
  claim,
  leaseMs,
  keep,
  onCancelled,
  onFailure,
}: {
  readonly claim: Pick<Claim, 'dataset' | 'runId' | 'fence'>
  readonly leaseMs: number
  readonly keep: KeepLease
  /** Hears that somebody wants the run to stop. */
  readonly onCancelled: () => void
  /** Hears of heartbeats that failed; they are tried again. */
  readonly onFailure: (error: unknown) => void
}): HeldLease {
  const lost = new AbortController()
  let keptAtMs = performance.now()
  let beating: Promise<void> = Promise.resolve()
  let isBeating = false
  let isAskedAgain = false

  const giveUp = () => {
    const { dataset, runId, fence } = claim
    lost.abort(new SyncError('LEASE_LOST', { dataset, runId, fence }))
  }

  async function beat(): Promise<void> {
    const askedAtMs = performance.now()
    try {
      const answer = await keep()
      if (answer === 'lost') giveUp()
      else keptAtMs = askedAtMs
      if (answer === 'cancelled') onCancelled()
    } catch (error) {
      onFailure(error)
    } finally {
      isBeating = false
      if (isAskedAgain) ask()
    }
  }

  const timer = setInterval(() => {
    if (performance.now() - keptAtMs > leaseMs * 0.75) giveUp()
    if (!isBeating) ask()
  }, leaseMs / 4)

  function ask(): void {
    if (lost.signal.aborted) return
    // The answer that is under way may be from before what is asked about.
    isAskedAgain = isBeating
    if (isBeating) return
    isBeating = true
    beating = beat()
  }

  return {
    signal: lost.signal,
    ask,
    async release() {
      clearInterval(timer)
      isAskedAgain = false
      await beating
    },
  }
}
