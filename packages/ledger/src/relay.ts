import type { Knex } from 'knex'
import { createAlarm } from './alarm.ts'

/** A row of the outbox, ready to be published. */
export interface OutboxMessage {
  readonly id: string
  readonly messageId: string
  /** The type that its envelope names. */
  readonly type: string
  readonly exchange: string
  readonly routingKey: string
  readonly mandatory: boolean
  readonly body: Readonly<Record<string, unknown>>
}

interface OutboxRow {
  readonly id: string
  readonly message_id: string
  readonly exchange: string
  readonly routing_key: string
  readonly mandatory: boolean
  readonly body: Readonly<Record<string, unknown>>
}

/** Says what the broker made of a message. Only `confirmed` lets its row go. */
export type Publish = (message: OutboxMessage) => Promise<string>

export interface Relay {
  start(): void
  /** There are new rows: look now instead of at the next poll. */
  wake(): void
  /** Waits for the batch at hand. Safe to repeat, and before `start`. */
  stop(): Promise<void>
}

/**
 * Publishes the rows that `writer` put into the outbox, urgent ones first, and deletes each after
 * its confirm: a crash in between publishes it again with the same message id, and never loses it.
 * With `sweepAfterMs` it also takes rows of others that have waited that long. Several relays may
 * run at once. Memory holds one batch.
 */
export function createRelay({
  db,
  publish,
  isReady,
  writer,
  sweepAfterMs,
  pollMs = 500,
  batchSize = 200,
  onError,
}: {
  readonly db: Knex
  readonly publish: Publish
  /** False while the broker is away: rows then stay as they are. */
  readonly isReady: () => boolean
  readonly writer: string
  readonly sweepAfterMs?: number
  readonly pollMs?: number
  readonly batchSize?: number
  readonly onError: (error: unknown) => void
}): Relay {
  let stopping: AbortController | undefined
  let running: Promise<void> | undefined
  const alarm = createAlarm()

  async function relayBatch(): Promise<number> {
    return db.transaction(async (transaction) => {
      const { rows } = await transaction.raw<{ rows: OutboxRow[] }>(
        `select id, message_id, exchange, routing_key, mandatory, body from sync.outbox
         where available_at <= now()
           and (writer = ? or created_at < now() - ?::double precision * interval '1 ms')
         order by urgent desc, id limit ? for update skip locked`,
        [writer, sweepAfterMs ?? null, batchSize],
      )
      const answers = await Promise.all(
        rows.map(async (row) => ({
          id: row.id,
          answer: await publish({
            id: row.id,
            messageId: row.message_id,
            type: String(row.body['type']),
            exchange: row.exchange,
            routingKey: row.routing_key,
            mandatory: row.mandatory,
            body: row.body,
          }),
        })),
      )
      const confirmed = answers.filter(({ answer }) => answer === 'confirmed')
      const refused = answers.filter(({ answer }) => answer !== 'confirmed')
      if (confirmed.length > 0) {
        await transaction.raw(`delete from sync.outbox where id = any(?::bigint[])`, [
          confirmed.map(({ id }) => id),
        ])
      }
      if (refused.length > 0) {
        await transaction.raw(
          `update sync.outbox o set failures = failures + 1, last_failure = r.answer,
             available_at = clock_timestamp() + least(power(2, failures), 30) * interval '1 s'
           from unnest(?::bigint[], ?::text[]) as r (id, answer) where o.id = r.id`,
          [refused.map(({ id }) => id), refused.map(({ answer }) => answer)],
        )
      }
      return rows.length
    })
  }

  async function relayWhatIsDue(signal: AbortSignal): Promise<void> {
    try {
      while (isReady() && !signal.aborted && (await relayBatch()) === batchSize);
    } catch (error) {
      onError(error)
    }
  }

  async function loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await relayWhatIsDue(signal)
      await alarm.wait(pollMs)
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
