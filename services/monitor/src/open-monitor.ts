import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  brokerUser,
  countMessages,
  createBroker,
  createPublisher,
  keepTopology,
  openEventFeed,
  type Feed,
} from '@aaps-data/amqp'
import type { KeptCatalog } from '@aaps-data/catalog'
import { connectLedger, findUser, migrateLedger } from '@aaps-data/ledger'
import { openAll, type Logger, type Opened } from '@aaps-data/runtime'
import type { Static } from '@sinclair/typebox'
import { createFirstAdmin } from './access/create-first-admin.ts'
import { createCredentialVerifier } from './access/verify-credentials.ts'
import { buildApp } from './app.ts'
import type { monitorConfig } from './config.ts'
import { createAnnouncedAct, createAuditedAct } from './audited-act.ts'
import { createSetAsideCounter } from './live/count-set-aside.ts'
import { createLive } from './live/create-live.ts'
import { liveLimits } from './live/live-state.ts'
import { measureMonitor } from './measure-monitor.ts'
import { createRunRequester } from './request-dataset-run.ts'
import { noteRequest } from './store/note-request.ts'
import { readDatasetFacts } from './store/read-dataset-facts.ts'
import { readLiveRuns, readRuns } from './store/read-live-runs.ts'
import { readRoles } from './store/read-roles.ts'
import { writeAudit } from './store/write-audit.ts'

const poolSize = 8
const statementTimeoutMs = 10_000
const publisherStopMs = 5_000

interface MonitorOptions {
  readonly config: Static<typeof monitorConfig>
  /** Opens the catalog; `onChange` is to be called when it is another one. */
  readonly openCatalog: (onChange: () => void) => KeptCatalog
  /** A name that no other process has. */
  readonly instance: string
  readonly announce: (text: string) => void
  /** How often it is asked whether those who follow may still; a minute unless given. */
  readonly checkPeopleEveryMs?: number
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

/**
 * Brings the ledger up to date, connects all parts of the monitor with each other, and listens.
 * When a step fails, what was opened before it is closed.
 */
export async function openMonitor(options: MonitorOptions): Promise<Monitor> {
  const { value: url, stop } = await openAll(options.log, (opened) => openParts(opened, options))
  return { url, stop }
}

async function openParts(
  opened: Opened,
  { config, openCatalog, instance, announce, checkPeopleEveryMs, log }: MonitorOptions,
): Promise<string> {
  const now = () => new Date()
  const kept = opened.keep(
    'catalog',
    openCatalog(() => live.onCatalog()),
    (one) => one.stop(),
  )
  const catalog = () => kept.current()
  const db = opened.keep(
    'ledger',
    connectLedger({
      url: config.TARGET_DATABASE_URL,
      applicationName: 'sync-monitor',
      poolSize,
      statementTimeoutMs,
    }),
    (ledger) => ledger.destroy(),
  )
  await migrateLedger(db)
  const password = await createFirstAdmin(db, config.MONITOR_ADMIN_PASSWORD)
  if (password !== undefined) {
    announce(`First user of the page: admin, password ${password} (shown only this once)\n`)
  }

  const broker = opened.keep(
    'broker',
    createBroker({ url: config.AMQP_URL, name: instance, log }),
    (connections) => connections.close(),
  )
  opened.keep(
    'topology',
    keepTopology({ broker, url: config.AMQP_URL, mode: config.AMQP_TOPOLOGY, log }),
    (end) => end(),
  )
  const publisher = opened.keep('publisher', createPublisher({ broker, log }), (one) =>
    one.stop(publisherStopMs),
  )
  const setAside = opened.keep(
    'count of what was set aside',
    createSetAsideCounter({
      countMessages: (queue) => countMessages(broker, queue),
      log,
    }),
    (counter) => {
      counter.stop()
    },
  )
  const live = opened.keep(
    'live state',
    createLive({
      catalog,
      epoch: randomUUID(),
      reader: {
        liveRuns: () => readLiveRuns(db, liveLimits),
        runs: (ids) => readRuns(db, ids),
        facts: (names) => readDatasetFacts(db, names),
      },
      rolesOf: (names) => readRoles(db, names),
      checkPeopleEveryMs,
      isBrokerConnected: () => feed.facts().channelOpen,
      setAside: () => setAside.count(),
      now,
      log,
    }),
    (state) => state.stop(),
  )
  const feed: Feed = opened.keep(
    'event feed',
    openEventFeed({ broker, onEvent: live.onEvent, onGap: live.onGap, log }),
    (one) => one.stop(),
  )
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
      noteRequest: (record) => noteRequest(db, record),
      audit: (record) => writeAudit(db, record),
      now,
      log,
    }),
    doAudited: createAuditedAct(db),
    doAnnounced: createAnnouncedAct(db),
    broker,
    brokerUser: brokerUser(config.AMQP_URL),
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
    trustProxy: config.MONITOR_TRUST_PROXY,
    now,
    log,
  })
  opened.keep('web application', app, async (one) => {
    // Browsers are told to come back; closed without a word they would take it for a fault.
    await live.stop()
    await one.close()
  })
  return app.listen({ host: config.MONITOR_HOST, port: config.MONITOR_PORT })
}
