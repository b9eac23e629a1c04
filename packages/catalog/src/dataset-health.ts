/**
 * `failing` needs a person; `late` is older than its limit or being tried again; `fresh` is well;
 * `never` has no data yet.
 */
export type DatasetHealth = 'fresh' | 'late' | 'failing' | 'never'

/** What the health of a dataset depends on, besides the time. */
export interface HealthFacts {
  /** Whether the last run that ended, and was not cancelled, has failed. */
  readonly hasFailed: boolean
  readonly isHeld: boolean
  readonly isWaiting: boolean
  readonly dataAt: string | null
  readonly freshnessLimitMinutes: number
}

/** Age of the data in seconds by the source's clock, or null when there is none. Never negative. */
export function dataAgeSeconds(dataAt: string | null, now: Date): number | null {
  if (dataAt === null) return null
  return Math.max(0, (now.getTime() - Date.parse(dataAt)) / 1_000)
}

/**
 * The health of a dataset at an instant: the worst of its last run and of its freshness. A run that
 * failed or is held, and data older than twice the limit, need a person; a run that will be tried
 * again, and data older than the limit, may mend themselves.
 */
export function datasetHealth(facts: HealthFacts, now: Date): DatasetHealth {
  const { hasFailed, isHeld, isWaiting, dataAt, freshnessLimitMinutes } = facts
  const ageSeconds = dataAgeSeconds(dataAt, now) ?? 0
  const limitSeconds = freshnessLimitMinutes * 60
  if (isHeld || hasFailed || ageSeconds > 2 * limitSeconds) return 'failing'
  if (isWaiting || ageSeconds > limitSeconds) return 'late'
  return dataAt === null ? 'never' : 'fresh'
}
