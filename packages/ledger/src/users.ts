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

/** Gives a person another role or another password. Answers false if there is nobody of this name. */
export async function changeUser(
  db: Knex,
  { name, role, password }: Pick<NewUser, 'name'> & Partial<NewUser>,
): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `update sync.users set role = coalesce(?, role), password_hash = coalesce(?, password_hash)
     where name = ?`,
    [role ?? null, password === undefined ? null : await hashPassword(password), name],
  )
  return rowCount === 1
}

/** Takes a person's right to use the page. Answers false if there is nobody of this name. */
export async function removeUser(db: Knex, name: string): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>('delete from sync.users where name = ?', [
    name,
  ])
  return rowCount === 1
}

/** Everybody who may use the page, by name. */
export async function listUsers(db: Knex): Promise<readonly Omit<User, 'passwordHash'>[]> {
  const { rows } = await db.raw<{ rows: Omit<User, 'passwordHash'>[] }>(
    'select name, role from sync.users order by name',
  )
  return rows
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
