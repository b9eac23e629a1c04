/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)]
  const lower = sorted[Math.ceil(middle) - 1]
  if (upper === undefined || lower === undefined) throw new Error('No values, no median')
  return (lower + upper) / 2
}

/** The value that a share of all values, from 0 to 1, do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
  if (value === undefined) throw new Error('No values, no quantile')
  return value
}

/** A series as the table shows it: median, smallest and largest, without a unit. */
export function describeCounts(values: readonly number[]): string {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)]
  return `${middle.toFixed(0)}  (${least.toFixed(0)} to ${most.toFixed(0)})`
}

/** A series as the table shows it: median, smallest and largest, in seconds. */
export function describeSeconds(values: readonly number[]): string {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)]
  return `${middle.toFixed(2)} s  (${least.toFixed(2)} to ${most.toFixed(2)})`
}

/** A series as the table shows it: median, smallest and largest, in milliseconds. */
export function describeMilliseconds(values: readonly number[]): string {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)]
  return `${middle.toFixed(0)} ms  (${least.toFixed(0)} to ${most.toFixed(0)})`
}
