export interface SettledOrder {
  readonly ids: readonly string[]
  /** Rows that came while a person reads, and are not shown yet. */
  readonly arrivals: number
}

/**
 * The order in which rows are shown. While a person reads, rows neither move nor go, and new ones
 * wait; rows that are older than the last one shown are appended, since those move nothing.
 */
export function settleOrder(
  shown: readonly string[],
  current: readonly string[],
  reading: boolean,
): SettledOrder {
  if (!reading || shown.length === 0) return { ids: current, arrivals: 0 }
  const known = new Set(shown)
  const lastShown = current.findLastIndex((id) => known.has(id))
  const older = lastShown === -1 ? [] : current.slice(lastShown + 1)
  const arrivals = current.slice(0, lastShown + 1).filter((id) => !known.has(id)).length
  return { ids: [...shown, ...older], arrivals }
}
