import type { Knex } from 'knex'
import { setTimeout as delay } from 'node:timers/promises'
import { createAlarm } from './alarm.ts'
import { createLookBack } from './look-back.ts'
import {
  deleteMessages,
  exchangeMessages,
  postponeMessages,
  type FailedMessage,
  type OutboxMessage,
} from './outbox.ts'

/** Says what the broker made of a message. Only `confirmed` lets its row go. */
export type Publish = (message: OutboxMessage) => Promise<string>

export interface Relay {
  start(): void
  /** There are new rows: look now instead of at the next poll. */
  wake(): void
  /**
   * Sends what is in the outbox, as far as that takes at most `drainMs`, and ends. Safe to repeat,
   * and before `start`.
   */
  stop(): Promise<void>
}

const gatherMs = 5

interface RelayOptions {
  readonly db: Knex
  readonly publish: Publish
  /** False while the broker is away: rows then stay as they are. */
  readonly isReady: () => boolean
  readonly writer: string
  readonly abandonedAfterMs?: number
  readonly pollMs?: number
  /** Most messages under way; half of the places are kept for urgent ones. */
  readonly window?: number
  readonly drainMs?: number
  readonly onError: (error: unknown) => void
}

/**
 * Publishes the rows that `writer` put into the outbox, urgent ones first, and deletes each after
 * its confirm: a crash in between publishes it again with the same message id, and never loses it.
 * Each message is settled by itself, so one that the broker does not answer keeps none of the
 * others. With `abandonedAfterMs` it also takes rows of others that have waited that long. Several
 * relays may run at once. Memory holds one window of messages.
 */
export function createRelay({
  db,
  publish,
  isReady,
  writer,
  abandonedAfterMs,
  pollMs = 500,
  window = 200,
  drainMs = 3_000,
  onError,
}: RelayOptions): Relay {
  const alarm = createAlarm()
  let lookBack = createLookBack(pollMs)
  /** Ids that are published and not yet settled in the outbox. */
  const underWay = new Set<string>()
  let confirmed: string[] = []
  let failed: FailedMessage[] = []
  let stopping: AbortController | undefined
  let running: Promise<void> | undefined

  async function send(message: OutboxMessage): Promise<void> {
    const answer = await publish(message).catch((error: unknown) => {
      onError(error)
      return 'not publishable'
    })
    if (answer === 'confirmed') confirmed.push(message.id)
    else failed.push({ id: message.id, failure: answer })
    alarm.ring()
  }

  /** What there is room for now; nothing while the broker is away. */
  function room(): { readonly urgentOnly: boolean; readonly limit: number } | undefined {
    const free = window - underWay.size + confirmed.length + failed.length
    if (free <= 0 || !isReady()) return undefined
    const urgentOnly = free <= window / 2
    return { urgentOnly, limit: urgentOnly ? free : Math.ceil(window / 2) }
  }

  /** Lets go of what is `gone` and gives what is due and not under way. */
  async function look(
    wanted: { readonly urgentOnly: boolean; readonly limit: number },
    gone: readonly string[],
  ): Promise<readonly OutboxMessage[]> {
    const nowMs = performance.now()
    const from = lookBack.from(nowMs)
    const besides = [...underWay]
    const search = { ...wanted, writer, abandonedAfterMs, from, besides }
    const messages = await exchangeMessages(db, { gone, ...search })
    const isComplete = !wanted.urgentOnly && messages.length < wanted.limit
    lookBack.looked(nowMs, { ids: messages.map(({ id }) => id), isComplete })
    return messages
  }

  /** Writes down what the broker has answered so far, and takes up due messages; gives how many. */
  async function exchange(): Promise<number> {
    const wanted = room()
    const gone = confirmed
    const kept = failed
    confirmed = []
    failed = []
    let messages: readonly OutboxMessage[] = []
    try {
      await postponeMessages(db, kept)
      if (wanted === undefined) await deleteMessages(db, gone)
      else messages = await look(wanted, gone)
    } catch (error) {
      confirmed.push(...gone)
      failed.push(...kept)
      throw error
    }
    for (const id of gone) underWay.delete(id)
    for (const { id } of kept) underWay.delete(id)
    for (const message of messages) {
      underWay.add(message.id)
      void send(message)
    }
    return messages.length
  }

  /** One turn; true when there may be more to do at once. */
  async function turn(): Promise<boolean> {
    try {
      return (await exchange()) > 0 || confirmed.length + failed.length > 0
    } catch (error) {
      onError(error)
      return false
    }
  }

  async function loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const beganMs = performance.now()
      if (!(await turn())) await alarm.wait(pollMs)
      // One look at the outbox serves all that happens in a few milliseconds.
      const restMs = gatherMs - (performance.now() - beganMs)
      if (restMs > 0) await delay(restMs)
    }
    lookBack = createLookBack(0)
    const deadline = performance.now() + drainMs
    while (performance.now() < deadline) {
      const isBusy = await turn()
      if (!isBusy && underWay.size === 0) return
      if (!isBusy) await alarm.wait(Math.max(0, deadline - performance.now()))
    }
  }

  return {
    start() {
      if (stopping !== undefined) return
      stopping = new AbortController()
      running = loop(stopping.signal)
    },
    wake() {
      alarm.ring()
    },
    async stop() {
      stopping?.abort()
      alarm.ring()
      await running
      stopping = undefined
    },
  }
}
