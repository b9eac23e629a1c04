/** Wakes a loop that waits for work. */
export interface Alarm {
  /** Ends the wait, or the next one if nobody waits now: no ring is lost. */
  ring(): void
  /** Resolves when it rings, and after `timeoutMs` at the latest. One caller at a time. */
  wait(timeoutMs: number): Promise<void>
}

export function createAlarm(): Alarm {
  let hasRung = false
  let wakeUp: (() => void) | undefined

  return {
    ring() {
      hasRung = true
      wakeUp?.()
    },
    async wait(timeoutMs) {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs)
          wakeUp = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        wakeUp = undefined
      }
      hasRung = false
    },
  }
}
