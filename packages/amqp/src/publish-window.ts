/** Resolves with true when there is a place, or with false when the time is over. */
type Waiter = (hasPlace: boolean) => void

export interface PublishWindow {
  /** Takes a place, in the order of the calls; false when none came free before the deadline. */
  enter(timeoutMs: number): Promise<boolean>
  leave(): void
  /** Lets waiting callers in, when the gate has opened. */
  admit(): void
  /** Sends every waiting caller away, and each later one. */
  close(): void
  /** Resolves when no place is taken. */
  idle(): Promise<void>
  /** Places taken. */
  inFlight(): number
  waiting(): number
}

interface WindowOptions {
  readonly size: number
  /** Callers beyond this many are turned away at once, so that memory stays bounded. */
  readonly maxWaiting: number
  readonly isOpen: () => boolean
}

/** A bounded number of places behind a gate; who finds none waits in a bounded line. */
export function createPublishWindow({ size, maxWaiting, isOpen }: WindowOptions): PublishWindow {
  const line = new Set<Waiter>()
  const whenIdle = new Set<() => void>()
  let taken = 0
  let isClosed = false

  function hasPlace(): boolean {
    return isOpen() && taken < size
  }

  function admit(): void {
    for (const waiter of line) {
      if (!hasPlace()) return
      line.delete(waiter)
      taken += 1
      waiter(true)
    }
  }

  return {
    enter(timeoutMs) {
      if (isClosed) return Promise.resolve(false)
      if (line.size === 0 && hasPlace()) {
        taken += 1
        return Promise.resolve(true)
      }
      if (line.size >= maxWaiting) return Promise.resolve(false)
      return new Promise((resolve) => {
        const timer = setTimeout(() => waiter(false), timeoutMs)
        const waiter: Waiter = (entered) => {
          clearTimeout(timer)
          line.delete(waiter)
          resolve(entered)
        }
        line.add(waiter)
      })
    },
    leave() {
      taken -= 1
      admit()
      if (taken > 0) return
      for (const resolve of whenIdle) resolve()
      whenIdle.clear()
    },
    admit,
    close() {
      isClosed = true
      for (const waiter of line) waiter(false)
    },
    idle: () =>
      new Promise((resolve) => {
        if (taken === 0) resolve()
        else whenIdle.add(resolve)
      }),
    inFlight: () => taken,
    waiting: () => line.size,
  }
}
