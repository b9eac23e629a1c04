import type { Catalog } from '@aaps-data/catalog'
import type { RunRequest } from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import type { Knex } from 'knex'

/** What it takes to take requests in. */
export interface IntakeContext {
  readonly ledger: Knex
  /** The catalog in force. */
  readonly catalog: () => Catalog
  readonly writer: string
  /** The broker's login of the monitor: only it may say which person asked. */
  readonly monitorUser: string
  /** New runs that any other login may ask for in a minute. */
  readonly requestsPerMinute: number
  /** The outbox has new rows. */
  readonly wakeRelay: () => void
  readonly log: Logger
}

/** A request as it came, before it is known how often its run may be tried. */
export type IntakeRequest = Omit<RunRequest, 'maxAttempts' | 'deadlineMinutes' | 'slotAt'>
