import { forgetOld } from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import type { Static } from '@sinclair/typebox'
import type { Knex } from 'knex'
import type { schedulerConfig } from './config.ts'

/** Gives the function that forgets a part of what is old; it makes nothing to be relayed. */
export function createForgetter({
  ledger,
  config,
  log,
}: {
  readonly ledger: Knex
  readonly config: Static<typeof schedulerConfig>
  readonly log: Logger
}): () => Promise<number> {
  return async () => {
    const forgotten = await forgetOld(ledger, {
      scheduledRuns: config.RETENTION_SCHEDULED_DAYS,
      interactiveRuns: config.RETENTION_INTERACTIVE_DAYS,
      audit: config.RETENTION_AUDIT_DAYS,
    })
    if (Object.values(forgotten).some((count) => count > 0)) {
      log.info(forgotten, 'What was old is forgotten')
    }
    return 0
  }
}
