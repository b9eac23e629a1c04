interface PacerOptions {
  /** At least so long from the beginning of one act to that of the next. */
  readonly intervalMs: number
  /** Never rejects. */
  readonly act: () => void | Promise<void>
}

export interface Pacer {
  /** Has the act done: at once if the last one is long enough ago, else when it is. */
  wake(): void
  /** Begins no further act and waits for the one under way. */
  stop(): Promise<void>
}

/** Does one thing as soon as it is wanted, but never twice at once nor more often than it may. */
export function createPacer({ intervalMs, act }: PacerOptions): Pacer {
  let timer: NodeJS.Timeout | undefined
  let lastMs = Number.NEGATIVE_INFINITY
  let underWay: Promise<void> | undefined
  let isWantedAgain = false
  let isStopped = false

  function wake(): void {
    if (isStopped || timer !== undefined) return
    if (underWay !== undefined) {
      isWantedAgain = true
      return
    }
    timer = setTimeout(begin, Math.max(0, lastMs + intervalMs - performance.now()))
  }

  function begin(): void {
    timer = undefined
    lastMs = performance.now()
    underWay = perform()
  }

  async function perform(): Promise<void> {
    await act()
    underWay = undefined
    if (!isWantedAgain) return
    isWantedAgain = false
    wake()
  }

  return {
    wake,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await underWay
    },
  }
}
