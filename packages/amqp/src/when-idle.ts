/**
 * Calls `act` when nothing has happened from one look to the next, and again each time that the same
 * goes on. Gives how to end it.
 */
export function whenIdle({
  everyMs,
  isIdle,
  happened,
  act,
}: {
  readonly everyMs: number
  readonly isIdle: () => boolean
  /** A number that grows with each thing that happens. */
  readonly happened: () => number
  readonly act: () => void
}): () => void {
  let seen = happened()
  const timer = setInterval(() => {
    const now = happened()
    const isQuiet = now === seen
    seen = now
    if (isQuiet && isIdle()) act()
  }, everyMs)
  return () => {
    clearInterval(timer)
  }
}
