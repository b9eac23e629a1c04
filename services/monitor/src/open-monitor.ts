import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  brokerUser,
  createBroker,
  createPublisher,
  keepTopology,
  openEventFeed,
} from '@aaps-data/amqp'
import type { Catalog } from '@aaps-data/catalog'
import { connectLedger, findUser, migrateLedger } from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import type { Static } from '@sinclair/typebox'
import { createFirstAdmin } from './access/create-first-admin.ts'
import { createCredentialVerifier } from './access/verify-credentials.ts'
import { buildApp } from './app.ts'
import type { monitorConfig } from './config.ts'
import { createLive } from './live/create-live.ts'
import { liveLimits } from './live/live-state.ts'
import { measureMonitor } from './measure-monitor.ts'
import { createRunRequester } from './request-dataset-run.ts'
import { readDatasetFacts } from './store/read-dataset-facts.ts'
import { readLiveRuns, readRuns } from './store/read-live-runs.ts'
import { writeAudit } from './store/write-audit.ts'

const poolSize = 8
const statementTimeoutMs = 10_000
const publisherStopMs = 5_000

interface MonitorOptions {
  readonly config: Static<typeof monitorConfig>
  readonly catalog: Catalog
  /** A name that no other process has. */
  readonly instance: string
  readonly announce: (text: string) => void
  readonly log: Logger
}

export interface Monitor {
  readonly url: string
  /** Sends the browsers away, answers what is under way and closes everything. */
  stop(): Promise<void>
}

function ownVersion(): string {
  const text = readFileSync(join(__dirname, '..', 'package.json'), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}

/** Brings the ledger up to date, connects all parts of the monitor with each other, and listens. */
export async function openMonitor({
  config,
  catalog,
  instance,
  announce,
  log,
}: MonitorOptions): Promise<Monitor> {
  const now = () => new Date()
  const db = connectLedger({
    url: config.TARGET_DATABASE_URL,
    applicationName: 'sync-monitor',
    poolSize,
    statementTimeoutMs,
  })
  await migrateLedger(db)
  const password = await createFirstAdmin(db, config.MONITOR_ADMIN_PASSWORD)
  if (password !== undefined) {
    announce(`First user of the page: admin, password ${password} (shown only this once)\n`)
  }

  const broker = createBroker({ url: config.AMQP_URL, name: instance, log })
  const stopTopology = keepTopology({ broker, url: config.AMQP_URL, log })
  const publisher = createPublisher({ broker, log })
  const live = createLive({
    catalog,
    epoch: randomUUID(),
    reader: {
      liveRuns: () => readLiveRuns(db, liveLimits),
      runs: (ids) => readRuns(db, ids),
      facts: (names) => readDatasetFacts(db, names),
    },
    isBrokerConnected: () => feed.facts().channelOpen,
    now,
    log,
  })
  const feed = openEventFeed({ broker, onEvent: live.onEvent, onGap: live.onGap, log })
  await live.start()

  const app = await buildApp({
    catalog,
    db,
    verifyCredentials: createCredentialVerifier({
      findUser: (name) => findUser(db, name),
      nowMs: () => performance.now(),
    }),
    requestRun: createRunRequester({
      publisher,
      brokerUser: brokerUser(config.AMQP_URL),
      audit: (record) => writeAudit(db, record),
      now,
      log,
    }),
    live,
    metrics: measureMonitor({
      db,
      datasets: live.datasets,
      feedFacts: () => feed.facts(),
      liveClients: live.clients,
      now,
    }),
    pageDirectory: join(__dirname, '..', 'web', 'dist'),
    version: ownVersion(),
    timeZone: config.MONITOR_TIME_ZONE,
    now,
    log,
  })
  const url = await app.listen({ host: config.MONITOR_HOST, port: config.MONITOR_PORT })

  return {
    url,
    async stop() {
      await feed.stop()
      await live.stop()
      await app.close()
      stopTopology()
      await publisher.stop(publisherStopMs)
      await broker.close()
      await db.destroy()
    },
  }
}
