import {
  changeUser,
  connectLedger,
  createUser,
  listUsers,
  removeUser,
  type UserRole,
} from '@aaps-data/ledger'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import type { Knex } from 'knex'
import { passwordConfig, usersConfig } from '../config.ts'

async function withLedger<T>(env: Environment, work: (ledger: Knex) => Promise<T>): Promise<T> {
  const { TARGET_DATABASE_URL: url } = loadConfig(usersConfig, env)
  const ledger = connectLedger({ url, applicationName: 'aaps-sync user' })
  try {
    return await work(ledger)
  } finally {
    await ledger.destroy()
  }
}

/**
 * Adds a person who may use the page. The password comes from the environment, so it stands in no
 * list of processes and in no history of a shell. Answers false when the name is taken.
 */
export async function addUser(
  env: Environment,
  { name, role }: { readonly name: string; readonly role: UserRole },
): Promise<boolean> {
  const { AAPS_USER_PASSWORD: password } = loadConfig(passwordConfig, env)
  return withLedger(env, (ledger) => createUser(ledger, { name, role, password }))
}

/** Gives a person another role. Answers false if there is nobody of this name. */
export async function changeRole(
  env: Environment,
  { name, role }: { readonly name: string; readonly role: UserRole },
): Promise<boolean> {
  return withLedger(env, (ledger) => changeUser(ledger, { name, role }))
}

/** Gives a person another password, from the environment. False if there is nobody of this name. */
export async function changePassword(env: Environment, name: string): Promise<boolean> {
  const { AAPS_USER_PASSWORD: password } = loadConfig(passwordConfig, env)
  return withLedger(env, (ledger) => changeUser(ledger, { name, password }))
}

/** Takes a person's right to use the page. Answers false if there is nobody of this name. */
export async function dropUser(env: Environment, name: string): Promise<boolean> {
  return withLedger(env, (ledger) => removeUser(ledger, name))
}

/** Prints everybody who may use the page, with the role. */
export async function printUsers(env: Environment, print: (line: string) => void): Promise<void> {
  for (const { name, role } of await withLedger(env, listUsers)) print(`${name}\t${role}`)
}
