interface CheckGateOptions {
  /** Checks under way at one time. */
  readonly atOnce: number
  /** How many of them may come from one address. */
  readonly perAddress: number
  /** How many may wait, from one address and in all. */
  readonly waitingPerAddress: number
  readonly waitingMost: number
}

export interface CheckGate {
  /** Waits for a place and takes it; false at once when too many wait already. */
  enter(address: string): Promise<boolean>
  /** Gives the place back. */
  leave(address: string): void
}

interface Waiter {
  readonly address: string
  readonly admit: () => void
}

/**
 * Places for what costs much, shared out by address: whoever sends many gets a part of the places
 * and leaves the rest to the others.
 */
export function createCheckGate({
  atOnce,
  perAddress,
  waitingPerAddress,
  waitingMost,
}: CheckGateOptions): CheckGate {
  const taken = new Map<string, number>()
  const line: Waiter[] = []
  let takenInAll = 0

  function hasPlace(address: string): boolean {
    return takenInAll < atOnce && (taken.get(address) ?? 0) < perAddress
  }

  function take(address: string): void {
    takenInAll += 1
    taken.set(address, (taken.get(address) ?? 0) + 1)
  }

  function waitingFrom(address: string): number {
    return line.filter((waiter) => waiter.address === address).length
  }

  return {
    enter(address) {
      if (hasPlace(address)) {
        take(address)
        return Promise.resolve(true)
      }
      if (line.length >= waitingMost || waitingFrom(address) >= waitingPerAddress) {
        return Promise.resolve(false)
      }
      return new Promise((resolve) => {
        line.push({ address, admit: () => resolve(true) })
      })
    },
    leave(address) {
      takenInAll -= 1
      const left = (taken.get(address) ?? 0) - 1
      if (left > 0) taken.set(address, left)
      else taken.delete(address)
      const next = line.findIndex((waiter) => hasPlace(waiter.address))
      if (next < 0) return
      const [waiter] = line.splice(next, 1)
      if (waiter === undefined) return
      take(waiter.address)
      waiter.admit()
    },
  }
}
