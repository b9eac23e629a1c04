/** A number of connections that several users share. */
export interface ConnectionSlots {
  /** Waits for a free one, in the order of asking; an abort ends the wait with its reason. */
  take(signal: AbortSignal): Promise<void>
  /** Takes one if one is free. */
  takeFree(): boolean
  free(): void
}

export function createConnectionSlots(most: number): ConnectionSlots {
  let taken = 0
  const waiting: (() => void)[] = []

  return {
    async take(signal) {
      signal.throwIfAborted()
      if (taken < most) {
        taken += 1
        return
      }
      await new Promise<void>((resolve, reject) => {
        const proceed = () => {
          signal.removeEventListener('abort', giveUp)
          resolve()
        }
        const giveUp = () => {
          waiting.splice(waiting.indexOf(proceed), 1)
          reject(signal.reason as Error)
        }
        waiting.push(proceed)
        signal.addEventListener('abort', giveUp, { once: true })
      })
    },
    takeFree() {
      if (taken >= most) return false
      taken += 1
      return true
    },
    free() {
      // Whoever waits longest gets it, without it being free in between.
      const next = waiting.shift()
      if (next === undefined) taken -= 1
      else next()
    },
  }
}
