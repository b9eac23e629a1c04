import { connectLedger, createUser, type UserRole } from '@aaps-data/ledger'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import { userConfig } from './config.ts'

/**
 * Adds a person who may use the page. The password comes from the environment, so it stands in no
 * list of processes and in no history of a shell. Answers false when the name is taken.
 */
export async function addUser(
  env: Environment,
  { name, role }: { readonly name: string; readonly role: UserRole },
): Promise<boolean> {
  const { TARGET_DATABASE_URL: url, AAPS_USER_PASSWORD: password } = loadConfig(userConfig, env)
  const ledger = connectLedger({ url, applicationName: 'aaps-sync user' })
  try {
    return await createUser(ledger, { name, role, password })
  } finally {
    await ledger.destroy()
  }
}
