import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { applyTopology, brokerUser, createBroker, createPublisher } from '@aaps-data/amqp'
import { loadCatalog } from '@aaps-data/catalog'
import { queues, type RunMode } from '@aaps-data/contracts'
import { createTargetDatabase, migrateTarget } from '@aaps-data/engine'
import { connectLedger, migrateLedger } from '@aaps-data/ledger'
import { createLogger } from '@aaps-data/runtime'
import {
  createSampleDatabase,
  datasetsDirectory,
  loadSample,
  markTarget,
  provideSampleFiles,
} from '@aaps-data/siirays'
import {
  createTestDatabase,
  createTestVhost,
  publishRequest,
  spawnService,
  testServerUrls,
  waitFor,
  type SpawnedProcess,
  type TestVhost,
} from '../src/index.ts'

/** The services of the product as processes, on a target, a sample SIIRAyS and a vhost of their own. */
export interface RunningSystem {
  readonly targetUrl: string
  readonly sourceUrl: string
  readonly amqpUrl: string
  readonly vhost: TestVhost
  start(
    service: 'worker' | 'scheduler' | 'monitor',
    env?: Readonly<Record<string, string>>,
  ): SpawnedProcess
  /** Asks for a run of `registro`, as another service does; gives the run's id. */
  request(request?: {
    readonly key?: string
    readonly dataset?: string
    readonly mode?: RunMode
  }): Promise<string>
  /** Rows of the target, where the ledger is too. */
  rows(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** Waits until the run is in one of the states; gives its row. */
  runIn(
    runId: string,
    states: readonly string[],
    timeoutMs?: number,
  ): Promise<Record<string, unknown>>
  /** Waits for a message in the parking queue; gives its id, and the code that its headers name. */
  takeParked(): Promise<{ readonly id: unknown; readonly code: unknown }>
  /** Stops every process that still lives and drops what was made. */
  stop(): Promise<void>
}

interface ParkedMessage {
  readonly properties: {
    readonly message_id: string
    readonly headers: Readonly<Record<string, unknown>>
  }
}

// Quick leases and sweeps: what takes half a minute in production takes two seconds here.
const quick = {
  WORKER_LEASE: '2s',
  WORKER_STOP_GRACE: '2s',
  SCHEDULER_SWEEP: '300ms',
  SCHEDULER_NUDGE_AFTER: '3s',
}

/**
 * Makes the databases and the vhost; services are started by the test. The datasets are the
 * product's unless `catalogDirectory` says where others are.
 */
export async function createSystem({
  scale,
  catalogDirectory = datasetsDirectory,
}: {
  readonly scale: number
  readonly catalogDirectory?: string
}): Promise<RunningSystem> {
  const target = await createTestDatabase()
  await markTarget({ url: target.url })
  const vhost = await createTestVhost()
  await applyTopology(vhost.url)
  const name = `aaps_sample_${randomUUID().slice(0, 8)}`
  const sample = await createSampleDatabase({ adminUrl: testServerUrls().databaseUrl, name })
  await loadSample({ url: sample.url, scale, seed: 1 })
  const folder = await mkdtemp(join(tmpdir(), 'aaps-files-'))
  await provideSampleFiles(folder)

  const ledger = connectLedger({ url: target.url, applicationName: 'e2e' })
  await migrateLedger(ledger)
  await ledger.destroy()
  const targetDatabase = createTargetDatabase({ url: target.url })
  for (const dataset of loadCatalog(catalogDirectory).values()) {
    await migrateTarget({ target: targetDatabase, dataset, apply: true })
  }
  await targetDatabase.destroy()

  const log = createLogger({ service: 'e2e', level: 'silent', instance: 'e2e' })
  const broker = createBroker({ url: vhost.url, name: 'e2e', log })
  const publisher = createPublisher({ broker, log })
  const processes: SpawnedProcess[] = []

  const rows: RunningSystem['rows'] = async (sql, values = []) => {
    const result = await target.pool.query<Record<string, unknown>>(sql, [...values])
    return result.rows
  }

  return {
    targetUrl: target.url,
    sourceUrl: sample.url,
    amqpUrl: vhost.url,
    vhost,
    rows,
    start(service, env = {}) {
      const started = spawnService({
        service,
        env: {
          TARGET_DATABASE_URL: target.url,
          SOURCE_SIIRAYS_URL: sample.url,
          SOURCE_SARH_URL: pathToFileURL(folder).href,
          AMQP_URL: vhost.url,
          CATALOG_DIR: catalogDirectory,
          MONITOR_PORT: '0',
          ...quick,
          ...env,
        },
      })
      processes.push(started)
      return started
    },
    async request({ key = randomUUID(), dataset = 'registro', mode } = {}) {
      const user = brokerUser(vhost.url)
      const runId = await publishRequest({
        publisher,
        user,
        dataset,
        key,
        ...(mode !== undefined && { mode }),
      })
      if (runId === undefined) throw new Error('The request was not confirmed')
      return runId
    },
    async runIn(runId, states, timeoutMs = 30_000) {
      const find = async () => (await rows('select * from sync.runs where id = $1', [runId]))[0]
      const isThere = async () => {
        const run = await find()
        return run !== undefined && states.includes(String(run['state'])) ? run : undefined
      }
      try {
        return await waitFor(isThere, { what: `run ${runId} in ${states.join(' or ')}`, timeoutMs })
      } catch (error) {
        const attempts = await rows('select * from sync.attempts where run_id = $1', [runId])
        const told = processes.map((one) => one.lines.slice(-20).join('\n')).join('\n--\n')
        const stands = JSON.stringify({ run: await find(), attempts }, null, 2)
        const inVain = error instanceof Error ? error.message : String(error)
        throw new Error(`${inVain}\nThe run stands as ${stands}\nThe services said:\n${told}`, {
          cause: error,
        })
      }
    },
    takeParked: () =>
      waitFor(
        async () => {
          const [message] = (await vhost.manage(
            'POST',
            `/api/queues/${vhost.name}/${queues.parking}/get`,
            { count: 1, ackmode: 'ack_requeue_false', encoding: 'auto' },
          )) as ParkedMessage[]
          if (message === undefined) return undefined
          const { message_id: id, headers } = message.properties
          return { id, code: headers['x-error-code'] }
        },
        { what: 'a parked message' },
      ),
    async stop() {
      await Promise.all(processes.map((one) => one.kill()))
      await publisher.stop(1_000)
      await broker.close()
      await Promise.all([target.drop(), vhost.drop()])
      await dropSample(name)
      await rm(folder, { recursive: true })
    },
  }
}

/** Works on a database with a connection of its own. */
export async function onDatabase<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function dropSample(name: string): Promise<void> {
  const ledger = connectLedger({
    url: testServerUrls().databaseUrl,
    applicationName: 'e2e clean-up',
  })
  await ledger.raw('drop database if exists ?? with (force)', [name])
  await ledger.destroy()
}
