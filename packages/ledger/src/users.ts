import type { Knex } from 'knex'
import { hashPassword } from './password-hash.ts'

/** Each role may do what the ones before it may. */
export type UserRole = 'viewer' | 'operator' | 'admin'

export interface User {
  readonly name: string
  readonly role: UserRole
  readonly passwordHash: string
}

interface NewUser {
  /** Lower case letters, digits and `._-`, at most 63, beginning with a letter. */
  readonly name: string
  readonly role: UserRole
  readonly password: string
}

/** Adds a person who may use the page. Answers false, having changed nothing, if the name is taken. */
export async function createUser(db: Knex, { name, role, password }: NewUser): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `insert into sync.users (name, role, password_hash) values (?, ?, ?) on conflict do nothing`,
    [name, role, await hashPassword(password)],
  )
  return rowCount === 1
}

/**
 * Adds a person if there is nobody yet, and answers whether it did. Of several processes that start
 * at once, one adds its own.
 */
export async function createFirstUser(
  db: Knex,
  { name, role, password }: NewUser,
): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `insert into sync.users (name, role, password_hash)
    select ?, ?, ? where not exists (select from sync.users) on conflict do nothing`,
    [name, role, await hashPassword(password)],
  )
  return rowCount === 1
}

/** Whether anybody may use the page yet. */
export async function hasUsers(db: Knex): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { found: boolean }[] }>(
    'select exists (select from sync.users) as found',
  )
  return rows[0]?.found ?? false
}

/** The person with this name, if there is one. */
export async function findUser(db: Knex, name: string): Promise<User | undefined> {
  const { rows } = await db.raw<{ rows: User[] }>(
    'select name, role, password_hash as "passwordHash" from sync.users where name = ?',
    [name],
  )
  return rows[0]
}
