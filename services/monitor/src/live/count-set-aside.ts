import { queues } from '@aaps-data/contracts'
import type { Logger } from '@aaps-data/runtime'

const countEveryMs = 10_000

export interface SetAsideCounter {
  /** Messages that were set aside, as of the last time that they could be counted. */
  count(): number
  stop(): void
}

/**
 * Counts, every ten seconds, the messages that a person has to look at: those that nobody could
 * understand and those that no queue was there for. While the broker does not tell, the last count
 * stands.
 */
export function createSetAsideCounter({
  countMessages,
  everyMs = countEveryMs,
  log,
}: {
  /** Messages in a queue; undefined while that is not known. */
  readonly countMessages: (queue: string) => Promise<number | undefined>
  readonly everyMs?: number
  readonly log: Logger
}): SetAsideCounter {
  let counted = 0
  let isCounting = false

  async function countAll(): Promise<void> {
    if (isCounting) return
    isCounting = true
    try {
      const parked = await countMessages(queues.parking)
      const unrouted = await countMessages(queues.unrouted)
      if (parked !== undefined && unrouted !== undefined) counted = parked + unrouted
    } catch (err) {
      log.warn({ err }, 'Messages that were set aside could not be counted')
    } finally {
      isCounting = false
    }
  }

  const timer = setInterval(() => void countAll(), everyMs)
  return {
    count: () => counted,
    stop: () => {
      clearInterval(timer)
    },
  }
}
