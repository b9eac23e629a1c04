import { randomBytes } from 'node:crypto'
import { createFirstUser, hasUsers } from '@aaps-data/ledger'
import type { Knex } from 'knex'

/**
 * Makes the user `admin` when there is no user yet. Answers its password when it had to be made up,
 * for the person who started the service; it is stored nowhere.
 */
export async function createFirstAdmin(
  db: Knex,
  givenPassword: string | undefined,
): Promise<string | undefined> {
  if (await hasUsers(db)) return undefined
  const password = givenPassword ?? randomBytes(15).toString('base64url')
  const isMade = await createFirstUser(db, { name: 'admin', role: 'admin', password })
  return isMade && givenPassword === undefined ? password : undefined
}
