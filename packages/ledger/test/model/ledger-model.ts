/** What the ledger should say, computed without one. Instants are only `now` or `later`. */

export type ModelState = 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled'

export interface ModelRun {
  readonly dataset: string
  readonly class: 'scheduled' | 'interactive'
  state: ModelState
  attempt: number
  attemptsLeft: number
  isDue: boolean
  isOverdue: boolean
  isCancelAsked: boolean
  /** How many attempts of it were lost with their worker. */
  losses: number
}

export interface ModelLease {
  readonly run: number
  readonly fence: number
  isExpired: boolean
}

export interface ModelClaim {
  readonly run: number
  readonly attempt: number
  readonly fence: number
}

/** All of a ledger that its functions decide by. */
export class LedgerModel {
  readonly runs: ModelRun[] = []
  readonly claims: ModelClaim[] = []
  readonly fences = new Map<string, number>()
  readonly leases = new Map<string, ModelLease>()
  readonly paused = new Set<string>()

  request(dataset: string, runClass: ModelRun['class'], attemptsLeft: number): void {
    if (!this.fences.has(dataset)) this.fences.set(dataset, 0)
    this.runs.push({
      dataset,
      class: runClass,
      state: 'queued',
      attempt: 0,
      attemptsLeft,
      isDue: true,
      isOverdue: false,
      isCancelAsked: false,
      losses: 0,
    })
  }

  claim(index: number): string {
    const run = this.runOf(index)
    const refusal = this.refusalOf(run)
    if (refusal !== undefined) return refusal
    const fence = (this.fences.get(run.dataset) ?? 0) + 1
    this.fences.set(run.dataset, fence)
    this.leases.set(run.dataset, { run: index, fence, isExpired: false })
    run.state = 'running'
    run.attempt += 1
    run.attemptsLeft -= 1
    this.claims.push({ run: index, attempt: run.attempt, fence })
    return 'claimed'
  }

  private refusalOf(run: ModelRun): string | undefined {
    if (run.state !== 'queued' && run.state !== 'waiting') return run.state
    if (!run.isDue) return 'not_due'
    if (run.isOverdue) return 'overdue'
    if (run.class === 'scheduled' && this.isPaused(run.dataset)) return 'paused'
    return this.leases.has(run.dataset) ? 'busy' : undefined
  }

  isPaused(dataset: string): boolean {
    return this.paused.has('*') || this.paused.has(dataset)
  }

  /** Whether the claim is the one that holds the dataset. */
  isHeldBy({ run, fence }: ModelClaim): boolean {
    const lease = this.leases.get(this.runOf(run).dataset)
    return lease?.run === run && lease.fence === fence
  }

  keep(claim: ModelClaim): string {
    if (!this.isHeldBy(claim)) return 'lost'
    const run = this.runOf(claim.run)
    const lease = this.leases.get(run.dataset)
    if (lease !== undefined) lease.isExpired = false
    return run.isCancelAsked ? 'cancelled' : 'kept'
  }

  /** Ends an attempt without a receipt; answers whether the ledger takes it. */
  end(claim: ModelClaim, next: 'waiting' | 'deferred' | 'failed' | 'cancelled'): boolean {
    const run = this.runOf(claim.run)
    const isHolder = this.isHeldBy(claim)
    const isLatest = run.attempt === claim.attempt
    const wasLost = this.lost.has(`${claim.run}/${claim.attempt}`)
    if (!isLatest || !(isHolder || (wasLost && run.state === 'queued'))) return false
    if (this.lost.delete(`${claim.run}/${claim.attempt}`)) run.losses -= 1
    if (next === 'deferred') run.attemptsLeft += 1
    this.settle(run, next === 'deferred' ? 'queued' : next)
    if (next === 'waiting') run.isDue = run.state !== 'waiting'
    else run.isDue = true
    if (isHolder) this.leases.delete(run.dataset)
    return true
  }

  private readonly lost = new Set<string>()

  private settle(run: ModelRun, next: ModelState): void {
    if (next === 'waiting' || next === 'queued') {
      if (run.isCancelAsked) next = 'cancelled'
      else if (run.attemptsLeft === 0) next = 'failed'
      else if (run.isOverdue) next = 'failed'
    }
    run.state = next
    run.isCancelAsked = false
  }

  /** Answers whether the attempt may still succeed. */
  succeed(claim: ModelClaim): boolean {
    if (!this.isHeldBy(claim)) return false
    const run = this.runOf(claim.run)
    run.state = 'succeeded'
    this.leases.delete(run.dataset)
    return true
  }

  expire(dataset: string): void {
    const lease = this.leases.get(dataset)
    if (lease !== undefined) lease.isExpired = true
  }

  sweep(): void {
    for (const [dataset, lease] of [...this.leases]) {
      if (!lease.isExpired) continue
      const run = this.runOf(lease.run)
      this.settle(run, 'queued')
      // Only the first loss is made good at once.
      run.isDue = run.losses === 0
      run.losses += 1
      if (run.state === 'queued') this.lost.add(`${lease.run}/${run.attempt}`)
      this.leases.delete(dataset)
      this.fences.set(dataset, (this.fences.get(dataset) ?? 0) + 1)
    }
    for (const run of this.runs) {
      if (run.state === 'waiting' && run.isDue) run.state = 'queued'
      const isIdle = run.state === 'queued' || run.state === 'waiting'
      if (isIdle && run.isOverdue) run.state = 'failed'
    }
  }

  cancel(index: number): string {
    const run = this.runOf(index)
    if (run.state === 'queued' || run.state === 'waiting') {
      run.state = 'cancelled'
      return 'cancelled'
    }
    if (run.state !== 'running') return run.state
    run.isCancelAsked = true
    return 'asked'
  }

  cancelQueued(dataset: string): number {
    const waiting = this.runs.filter(
      (run) => run.dataset === dataset && (run.state === 'queued' || run.state === 'waiting'),
    )
    for (const run of waiting) run.state = 'cancelled'
    return waiting.length
  }

  runOf(index: number): ModelRun {
    const run = this.runs[index]
    if (run === undefined) throw new Error(`The model has no run ${index}`)
    return run
  }
}
