/** A span of time in its two largest units, such as `3 min 5 s`; below ten seconds with a tenth. */
export function spanText(ms: number): string {
  if (ms < 10_000) return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** An instant to the second, in UTC and marked so. `instant` is ISO 8601 in UTC. */
export function instantText(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')}Z`
}
