import { SyncError } from '@aaps-data/contracts'
import type { ClientBase } from 'pg'
import { boundFellBehind } from '../sql/bound-fell-behind.ts'
import type { EmptyStaging } from './lay-out-staging.ts'

/**
 * Throws `FULL_READ_NEEDED` when a source has gone back to before what the last run has read, as
 * after a restored backup: what is newer in the target would stay, and what is written between here
 * and there would be passed over.
 */
export async function requireForward(
  client: ClientBase,
  { table, since }: EmptyStaging,
  bound: string | undefined,
): Promise<void> {
  const { cursor, name } = table
  if (since === undefined || cursor === undefined) return
  const isBack =
    bound === undefined || (await boundFellBehind(client, { cursor, earlier: since, bound }))
  if (isBack) throw new SyncError('FULL_READ_NEEDED', { table: name, reason: 'source went back' })
}
