import { setMaxListeners } from 'node:events'

/** Each slot of a process listens to the same stop; above ten, Node.js would warn of a leak. */
const mostLinks = 1_000

export interface LinkedSignal {
  /** Aborted with the reason of the first signal that is. */
  readonly signal: AbortSignal
  /** Lets go of the signals; they leave this one alone from then on. Safe to repeat. */
  unlink(): void
}

/**
 * One signal for several, as `AbortSignal.any`. That one leaves something behind at each of its
 * signals for as long as they live, in Node.js 20 at least: a process that stops once, and works off
 * delivery after delivery until then, would grow with each of them.
 */
export function linkSignals(signals: readonly AbortSignal[]): LinkedSignal {
  const linked = new AbortController()
  const listeners = new Map<AbortSignal, () => void>()
  const unlink = () => {
    for (const [signal, listener] of listeners) signal.removeEventListener('abort', listener)
    listeners.clear()
  }
  setMaxListeners(mostLinks, ...signals)
  for (const signal of signals) {
    const abort = () => {
      unlink()
      linked.abort(signal.reason)
    }
    if (signal.aborted) {
      abort()
      break
    }
    listeners.set(signal, abort)
    signal.addEventListener('abort', abort)
  }
  return { signal: linked.signal, unlink }
}
