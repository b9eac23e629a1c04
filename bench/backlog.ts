import { waitFor, type SpawnedProcess } from '@aaps-data/testing'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { measureBar } from './bars.ts'
import { startBenchStack, type BenchStack } from './bench-stack.ts'
import { openAsker } from './dispatch/ask-for-runs.ts'
import { createOwnContender, type OwnContender } from './dispatch/own-contender.ts'
import { residentMib } from './dispatch/resident-memory.ts'
import { writeReport } from './report.ts'
import { describeMilliseconds, median } from './statistics.ts'

const sampleEveryMs = 1_000
const askEveryMs = 200
const slots = { scheduled: 16, interactive: 2 }

interface Samples {
  readonly worker: number[]
  readonly scheduler: number[]
}

/**
 * A hundred thousand runs of schedules wait. They are drained, the memory of worker and scheduler
 * is watched, and all the while somebody asks for one run after the other.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '100000' },
      datasets: { type: 'string', default: '200' },
      json: { type: 'string' },
    },
  })
  const runs = Number(values.runs)
  const stack = await startBenchStack()
  try {
    const own = await createOwnContender({
      amqpUrl: stack.amqpUrl,
      databaseUrl: await stack.databaseUrl('bench_target'),
      directory: join(__dirname, '..', '.local', 'bench-stack', `${process.pid}-datasets`),
      datasetCount: Number(values.datasets),
    })
    await own.queue(runs)
    const { seconds, samples, interactiveMs } = await drainWhileAsking(own, stack)
    await own.close()
    const growth = Math.max(growthOf(samples.worker), growthOf(samples.scheduler))
    writeReport(
      {
        bench: 'backlog',
        lines: [
          ['runs, datasets', `${runs}, ${values.datasets}`],
          ['drained in', `${seconds.toFixed(0)} s, ${(runs / seconds).toFixed(0)} runs per second`],
          ['interactive runs meanwhile', String(interactiveMs.length)],
          ['from their request to `running`', describeMilliseconds(interactiveMs)],
          ['worker, memory at most', `${Math.max(...samples.worker).toFixed(0)} MiB`],
          ['scheduler, memory at most', `${Math.max(...samples.scheduler).toFixed(0)} MiB`],
        ],
        measurements: { ...samples, interactiveMs },
        bars: [
          measureBar('backlog.memory-growth-ratio', growth),
          measureBar('backlog.interactive-to-running-ms', Math.max(...interactiveMs)),
        ],
      },
      values.json,
    )
  } finally {
    await stack.stop()
  }
}

async function drainWhileAsking(
  own: OwnContender,
  stack: BenchStack,
): Promise<{ seconds: number; samples: Samples; interactiveMs: number[] }> {
  const asker = await openAsker(own, stack.amqpUrl)
  const interactiveMs: number[] = []
  const scheduler = own.startScheduler()
  const worker = own.startWorker(slots)
  const samples: Samples = { worker: [], scheduler: [] }
  const sampling = setInterval(() => {
    sample(samples.worker, worker)
    sample(samples.scheduler, scheduler)
  }, sampleEveryMs)
  try {
    // The first one waits for the services to start, and is left out.
    await asker.runningMs(0)
    const beganMs = performance.now()
    const asking = { isOver: false }
    const asked = (async () => {
      for (let n = 1; !asking.isOver; n += 1) {
        interactiveMs.push(await asker.runningMs(n))
        await delay(askEveryMs)
      }
    })()
    await waitFor(async () => (await countLeft(stack)) === 0, {
      what: 'the queue to be empty',
      timeoutMs: 3_600_000,
      intervalMs: 1_000,
    })
    const seconds = (performance.now() - beganMs) / 1_000
    asking.isOver = true
    await asked
    return { seconds, samples, interactiveMs }
  } finally {
    clearInterval(sampling)
    await Promise.all([worker.kill(), scheduler.kill()])
    await asker.close()
  }
}

async function countLeft(stack: BenchStack): Promise<number> {
  const [row] = await stack.query<{ count: string }>(
    'bench_target',
    `select count(*) from sync.runs where finished_at is null and class = 'scheduled'`,
  )
  return Number(row?.count)
}

function sample(into: number[], { process: { pid } }: SpawnedProcess): void {
  const mib = pid === undefined ? undefined : residentMib(pid)
  if (mib !== undefined) into.push(mib)
}

/** The memory of the last tenth of the time, against that of the second. */
function growthOf(samples: readonly number[]): number {
  const tenth = Math.max(1, Math.floor(samples.length / 10))
  return median(samples.slice(-tenth)) / median(samples.slice(tenth, 2 * tenth))
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})
