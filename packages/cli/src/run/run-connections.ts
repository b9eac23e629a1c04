import { loadConfig, type Environment } from '@aaps-data/runtime'
import type { Knex } from 'knex'
import { runConfig } from '../config.ts'
import { openLink, type BrokerLink } from './open-link.ts'
import { withLedger } from './with-ledger.ts'

/** What it takes to ask for runs and to follow them. */
export interface RunConnections {
  readonly ledger: Knex
  readonly link: BrokerLink
  readonly brokerUrl: string
}

/**
 * Connects ledger and broker, does the work and closes both. Throws `TARGET_UNREACHABLE`,
 * `BROKER_UNREACHABLE` or `BROKER_AUTH_FAILED` before the work, and `UsageError` when the ledger was
 * not migrated.
 */
export async function withRunConnections(
  env: Environment,
  work: (connections: RunConnections) => Promise<void>,
): Promise<void> {
  const { TARGET_DATABASE_URL, AMQP_URL: brokerUrl } = loadConfig(runConfig, env)
  await withLedger(TARGET_DATABASE_URL, async (ledger) => {
    const link = await openLink(brokerUrl)
    try {
      await work({ ledger, link, brokerUrl })
    } finally {
      await link.broker.close()
    }
  })
}
