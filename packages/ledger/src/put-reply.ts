import type { SyncReply } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import type { ReplyAddress } from './request-run.ts'

/** Puts a reply into the outbox, in the transaction of the caller if `db` is one. */
export async function putReply(
  db: Knex,
  { key, correlationId }: ReplyAddress,
  reply: Omit<SyncReply['data'], 'requestId'>,
  writer: string,
): Promise<void> {
  await db.raw(`select sync.put_reply(?, ?, ?::jsonb, ?)`, [
    key,
    correlationId,
    JSON.stringify(reply),
    writer,
  ])
}
