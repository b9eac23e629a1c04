import { applyTopology, brokerUser, createBroker, createPublisher } from '@aaps-data/amqp'
import { createLogger } from '@aaps-data/runtime'
import { markTarget } from '@aaps-data/siirays'
import {
  publishRequest,
  runLocalTool,
  spawnService,
  waitFor,
  type SpawnedProcess,
} from '@aaps-data/testing'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client, type QueryResultRow } from 'pg'
import { createDatabase } from '../deploy/local/prepare-databases.ts'

interface HeldStack {
  readonly postgres: { readonly url: string }
  readonly rabbitmq: { readonly url: string }
}

/** A PostgreSQL and a RabbitMQ for one bench, with scheduler and worker as real processes. */
export interface BenchStack {
  readonly amqpUrl: string
  /** Of a database on the private server; it is created on first use. */
  databaseUrl(name: string): Promise<string>
  query<Row extends QueryResultRow>(database: string, sql: string): Promise<Row[]>
  /** Starts scheduler and worker on the target database. */
  startServices(env: Readonly<Record<string, string>>): void
  /** Starts the monitor on the target database and gives the address of its page. */
  startMonitor(env: Readonly<Record<string, string>>): Promise<string>
  /**
   * Asks for a run as another service does and waits until the ledger has its end. Gives the
   * seconds between the two; throws when the run does not succeed.
   */
  runSeconds(dataset: string): Promise<number>
  /** The largest memory the worker ever had resident (VmHWM), in MiB. */
  workerPeakMib(): number
  /** Stops everything and removes all data. */
  stop(): Promise<void>
}

const targetName = 'bench_target'

/** Starts the private stack. It ends with this process, however this one ends. */
export async function startBenchStack(): Promise<BenchStack> {
  const directory = join(__dirname, '..', '.local', 'bench-stack', String(process.pid))
  const held = await runLocalTool<HeldStack>(['hold', '--dir', directory])
  const { postgres, rabbitmq } = held.answer
  await applyTopology(rabbitmq.url)
  const clients = new Map<string, Client>()
  const processes: SpawnedProcess[] = []
  const log = createLogger({ service: 'bench', level: 'silent', instance: 'bench' })
  const broker = createBroker({ url: rabbitmq.url, name: 'bench', log })
  const publisher = createPublisher({ broker, log })

  const urlOf = (name: string) => {
    const url = new URL(postgres.url)
    url.pathname = `/${name}`
    return url.href
  }
  const clientOf = async (name: string): Promise<Client> => {
    const known = clients.get(name)
    if (known !== undefined) return known
    const url = await createDatabase(postgres.url, name)
    // The sample may be the source of any of them.
    await markTarget({ url })
    const client = new Client({ connectionString: url })
    await client.connect()
    clients.set(name, client)
    return client
  }

  const stack: BenchStack = {
    amqpUrl: rabbitmq.url,
    async databaseUrl(name) {
      await clientOf(name)
      return urlOf(name)
    },
    async query<Row extends QueryResultRow>(database: string, sql: string) {
      const client = await clientOf(database)
      return (await client.query<Row>(sql)).rows
    },
    startServices(env) {
      const common = {
        TARGET_DATABASE_URL: urlOf(targetName),
        AMQP_URL: rabbitmq.url,
        // No bench reads it; the worker wants every source of its catalog named.
        SOURCE_SARH_URL: pathToFileURL(directory).href,
        ...env,
      }
      for (const service of ['worker', 'scheduler'] as const) {
        processes.push(spawnService({ service, env: common }))
      }
    },
    async startMonitor(env) {
      const monitor = spawnService({
        service: 'monitor',
        env: {
          TARGET_DATABASE_URL: urlOf(targetName),
          AMQP_URL: rabbitmq.url,
          MONITOR_PORT: '0',
          ...env,
        },
      })
      processes.push(monitor)
      const line = await monitor.waitForLine(/Server listening at/)
      return /http:[^"]+/.exec(line)?.[0] ?? ''
    },
    async runSeconds(dataset) {
      const key = randomUUID()
      const user = brokerUser(rabbitmq.url)
      const beganMs = performance.now()
      // Before the publisher is connected nothing is taken: the same key may be sent again.
      const runId = await waitFor(() => publishRequest({ publisher, user, dataset, key }), {
        what: 'the broker to take the request',
        timeoutMs: 60_000,
      })
      const end = await waitFor(() => endOfRun(stack, runId), {
        what: `the end of run ${runId}`,
        timeoutMs: 600_000,
        intervalMs: 5,
      })
      const seconds = (performance.now() - beganMs) / 1_000
      if (end.state !== 'succeeded') throw new Error(`The run ended ${end.state}: ${end.error}`)
      return seconds
    },
    workerPeakMib() {
      const pid = processes[0]?.process.pid
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_024
    },
    async stop() {
      await Promise.all(processes.map((each) => each.kill()))
      await publisher.stop(1_000)
      await broker.close()
      await Promise.all([...clients.values()].map((client) => client.end()))
      await held.release()
    },
  }
  return stack
}

interface RunEnd {
  readonly state: string
  readonly error: string
}

async function endOfRun(stack: BenchStack, runId: string): Promise<RunEnd | undefined> {
  const [run] = await stack.query<{ state: string; error: string }>(
    targetName,
    `select state, error::text from sync.runs
     where id = '${runId}' and state in ('succeeded', 'failed', 'waiting', 'cancelled')`,
  )
  return run
}
