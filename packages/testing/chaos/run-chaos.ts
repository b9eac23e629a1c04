import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { createSystem, type RunningSystem } from '../e2e/running-system.ts'
import { seededRandom, waitFor } from '../src/index.ts'
import {
  countTorn,
  createAccounts,
  datasets,
  differingDatasets,
  moveAmounts,
  noteWrites,
  writeAccountDefinitions,
} from './accounts.ts'
import { startChaosStack, type ChaosStack } from './chaos-stack.ts'
import { collectFacts, type Asked } from './collect-facts.ts'
import { figuresOf, type Figures } from './figures.ts'
import { startFleet, type Fleet } from './fleet.ts'
import { strike } from './nemesis.ts'
import { pick, type Random } from './random.ts'

const secondsOfFault = { least: 1, most: 6 }
const askEveryMs = 400
const moveEveryMs = 150
const lookEveryMs = 100
const settleMs = 60_000
/**
 * A quorum queue whose broker is killed within a second of the declaration never has a leader again,
 * whatever clients do: https://github.com/rabbitmq/rabbitmq-server/issues/15725.
 */
const queuesAreSafeAfterMs = 3_000
const ended = ['succeeded', 'failed', 'cancelled']

/**
 * Runs the services under load for so long while faults strike, one at a time, by a seed; heals
 * everything, waits until every run has ended, and counts what may not have happened. The same seed
 * gives the same faults in the same order, not at the same instants.
 */
export async function runChaos({
  minutes,
  seed,
  say,
}: {
  readonly minutes: number
  readonly seed: number
  readonly say: (line: string) => void
}): Promise<Figures> {
  say(`seed ${seed}, ${minutes} minutes`)
  const stack = await startChaosStack()
  const directory = await writeAccountDefinitions()
  try {
    process.env['TEST_DATABASE_URL'] = stack.state.postgres.url
    process.env['TEST_AMQP_URL'] = stack.state.rabbitmq.url
    process.env['TEST_AMQP_MANAGEMENT_URL'] = stack.state.rabbitmq.managementUrl
    const system = await createSystem({ scale: 0.01, catalogDirectory: directory })
    const [source, target] = [openPool(system.sourceUrl), openPool(system.targetUrl)]
    await createAccounts(source)
    await noteWrites(target)
    const fleet = await startFleet(system)
    const asked: Asked = { commands: 0, confirmed: new Set() }
    const random = seededRandom(seed)
    await delay(queuesAreSafeAfterMs)

    const load = startLoad({ system, source, target, asked, random: seededRandom(seed + 1) })
    const recoverySeconds = await letFaultsStrike({
      until: performance.now() + minutes * 60_000,
      random,
      stack,
      fleet,
      target,
      system,
      asked,
      say,
    })
    const tornReads = await load.stop()
    await waitUntilSettled(target, asked)
    for (const dataset of datasets) await ask(system, asked, dataset)
    await waitUntilSettled(target, asked)
    const facts = await collectFacts({
      asked,
      target,
      monitorUrl: await fleet.monitorUrl(),
    })
    const differing = await differingDatasets(source, target)
    const figures = figuresOf({ ...facts, tornReads, differing, recoverySeconds })
    await fleet.stop()
    await Promise.all([source.end(), target.end()])
    await system.stop()
    return figures
  } finally {
    await stack.stop()
    await rm(directory, { recursive: true })
  }
}

function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 2_000 })
  // Connections die with the server that a fault kills.
  pool.on('error', () => undefined)
  return pool
}

/** Publishes a request; remembers its run when the broker has confirmed it. */
async function ask(
  system: RunningSystem,
  asked: Asked,
  dataset: string,
  key: string = randomUUID(),
): Promise<string | undefined> {
  asked.commands += 1
  try {
    const runId = await system.request({ key, dataset })
    asked.confirmed.add(runId)
    return runId
  } catch {
    return undefined
  }
}

interface Load {
  /** Ends the load; gives how often tables were seen as no state of the source. */
  stop(): Promise<number>
}

/** Asks for runs, some of them twice, changes the source, and looks at the target. */
function startLoad({
  system,
  source,
  target,
  asked,
  random,
}: {
  readonly system: RunningSystem
  readonly source: pg.Pool
  readonly target: pg.Pool
  readonly asked: Asked
  readonly random: Random
}): Load {
  const ending = new AbortController()
  let torn = 0
  const every = async (intervalMs: number, act: () => Promise<void>) => {
    while (!ending.signal.aborted) {
      // What cannot be done while a server is away is done the next time.
      await act().catch(() => undefined)
      await delay(intervalMs)
    }
  }
  const loops = [
    every(askEveryMs, async () => {
      const [dataset, key] = [pick(random, datasets), randomUUID()]
      const isTwice = random() < 0.2
      await ask(system, asked, dataset, key)
      if (isTwice) await ask(system, asked, dataset, key)
    }),
    every(moveEveryMs, () => moveAmounts(source, random)),
    every(lookEveryMs, async () => {
      torn += await countTorn(target)
    }),
  ]
  return {
    async stop() {
      ending.abort()
      await Promise.all(loops)
      return torn
    },
  }
}

/** One fault after the other; gives how long after each healing the next run had ended. */
async function letFaultsStrike({
  until,
  random,
  stack,
  fleet,
  target,
  system,
  asked,
  say,
}: {
  readonly until: number
  readonly random: Random
  readonly stack: ChaosStack
  readonly fleet: Fleet
  readonly target: pg.Pool
  readonly system: RunningSystem
  readonly asked: Asked
  readonly say: (line: string) => void
}): Promise<number[]> {
  const recoverySeconds: number[] = []
  while (performance.now() < until) {
    const { least, most } = secondsOfFault
    const seconds = least + random() * (most - least)
    const struck = await strike({ random, fleet, stack, target })
    await delay(seconds * 1_000)
    await struck.heal()
    const healedMs = performance.now()
    const runId = await ask(system, asked, pick(random, datasets))
    if (runId !== undefined) await system.runIn(runId, ended, settleMs)
    const recovered = (performance.now() - healedMs) / 1_000
    recoverySeconds.push(recovered)
    say(`${struck.what}, for ${seconds.toFixed(1)} s; recovered in ${recovered.toFixed(1)} s`)
  }
  return recoverySeconds
}

/** Waits until the run of every confirmed request has ended; what has not by then counts as lost. */
async function waitUntilSettled(target: pg.Pool, asked: Asked): Promise<void> {
  const isSettled = async () => {
    const { rowCount } = await target.query(
      `select from sync.runs where id = any($1) and finished_at is not null`,
      [[...asked.confirmed]],
    )
    return rowCount === asked.confirmed.size
  }
  await waitFor(isSettled, {
    what: 'every run to end',
    timeoutMs: settleMs,
    intervalMs: 200,
  }).catch(() => undefined)
}
