import type { Knex } from 'knex'

/** Written as the writer of messages by processes that do not relay: any relay that takes the
 * messages of others takes them, at once. */
export const anyRelay = 'any'

/** A row of the outbox, ready to be published. */
export interface OutboxMessage {
  readonly id: string
  readonly messageId: string
  /** The type that its envelope names. */
  readonly type: string
  readonly exchange: string
  readonly routingKey: string
  readonly mandatory: boolean
  readonly isUrgent: boolean
  readonly body: Readonly<Record<string, unknown>>
}

interface OutboxRow {
  readonly id: string
  readonly message_id: string
  readonly exchange: string
  readonly routing_key: string
  readonly mandatory: boolean
  readonly urgent: boolean
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * Lets go of the messages in `gone`, and gives the due ones of `writer`, urgent ones first, at most
 * `limit`; with `abandonedAfterMs` also those of others that are so old, and those that nobody
 * relays at once. One statement. Nothing is locked: a message that two relays find is published
 * twice, with one id.
 */
export async function exchangeMessages(
  db: Knex,
  {
    gone,
    writer,
    abandonedAfterMs,
    from,
    besides,
    urgentOnly,
    limit,
  }: {
    /** Ids of what the broker has; they stand in `besides` too. */
    readonly gone: readonly string[]
    readonly writer: string
    readonly abandonedAfterMs: number | undefined
    /** The lowest id that counts. */
    readonly from: string
    /** Ids that are under way already. */
    readonly besides: readonly string[]
    readonly urgentOnly: boolean
    readonly limit: number
  },
): Promise<readonly OutboxMessage[]> {
  const { rows } = await db.raw<{ rows: OutboxRow[] }>(
    `with gone as (delete from sync.outbox where id = any(:gone))
     select id, message_id, exchange, routing_key, mandatory, urgent, body from sync.outbox
     where id >= :from and available_at <= now()
       and (writer = :writer
         or cast(:abandoned as double precision) is not null and (writer = :any
           or created_at < now() - cast(:abandoned as double precision) * interval '1 ms'))
       and id <> all(:besides) and (urgent or not :urgentOnly)
     order by urgent desc, id limit :limit`,
    {
      gone: [...gone],
      writer,
      any: anyRelay,
      abandoned: abandonedAfterMs ?? null,
      from,
      besides: [...besides],
      urgentOnly,
      limit,
    },
  )
  return rows.map((row) => ({
    id: row.id,
    messageId: row.message_id,
    type: String(row.body['type']),
    exchange: row.exchange,
    routingKey: row.routing_key,
    mandatory: row.mandatory,
    isUrgent: row.urgent,
    body: row.body,
  }))
}

/** Lets go of messages that the broker has. Safe to repeat. */
export async function deleteMessages(db: Knex, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db.raw(`delete from sync.outbox where id = any(?::bigint[])`, [[...ids]])
}

/** A message that the broker does not have, and why. */
export interface FailedMessage {
  readonly id: string
  readonly failure: string
}

/** Keeps messages for another try, later each time, up to half a minute. */
export async function postponeMessages(db: Knex, failed: readonly FailedMessage[]): Promise<void> {
  if (failed.length === 0) return
  await db.raw(
    `update sync.outbox o set failures = failures + 1, last_failure = f.failure,
       available_at = clock_timestamp() + least(power(2, failures), 30) * interval '1 s'
     from unnest(?::bigint[], ?::text[]) as f (id, failure) where o.id = f.id`,
    [failed.map(({ id }) => id), failed.map(({ failure }) => failure)],
  )
}
