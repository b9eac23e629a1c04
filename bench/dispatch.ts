import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureBar } from './bars.ts'
import { startBenchStack } from './bench-stack.ts'
import { createCeleryContender } from './dispatch/celery-contender.ts'
import type { Drain } from './dispatch/contender.ts'
import { openAsker } from './dispatch/ask-for-runs.ts'
import { createOwnContender, type OwnContender } from './dispatch/own-contender.ts'
import { writeReport } from './report.ts'
import { describeCounts, describeMilliseconds, median, quantile } from './statistics.ts'

const warmUpRequests = 10

/**
 * Full queues of tasks that do nothing, drained by 16 slots of a worker and by Celery in turns, on
 * one broker; and how soon a request is `running` when nothing else is.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '4000' },
      rounds: { type: 'string', default: '3' },
      requests: { type: 'string', default: '200' },
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
    const celery = await createCeleryContender(stack.amqpUrl)
    const drains: { own: Drain[]; celery: Drain[] } = { own: [], celery: [] }
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      drains.own.push(await own.drain(runs))
      drains.celery.push(await celery.drain(runs))
    }
    const requestsMs = await measureRequests(own, stack.amqpUrl, Number(values.requests))
    await own.close()

    const rates = {
      own: drains.own.map((drain) => drain.runsPerSecond),
      celery: drains.celery.map((drain) => drain.runsPerSecond),
    }
    const latencies = {
      own: drains.own.flatMap((drain) => drain.eventLatenciesMs),
      celery: drains.celery.flatMap((drain) => drain.eventLatenciesMs),
    }
    writeReport(
      {
        bench: 'dispatch',
        lines: [
          ['runs, rounds, datasets', `${runs}, ${values.rounds}, ${values.datasets}`],
          ['runs per second, 16 slots', describeCounts(rates.own)],
          ['tasks per second, Celery', describeCounts(rates.celery)],
          ['event latency while draining', describeMilliseconds(latencies.own)],
          ['event latency, Celery', describeMilliseconds(latencies.celery)],
          ['from the request to `running`', describeMilliseconds(requestsMs)],
        ],
        measurements: { own: rates.own, celery: rates.celery, requestsMs },
        bars: [
          measureBar('dispatch.celery-to-own-ratio', median(rates.celery) / median(rates.own)),
          measureBar('dispatch.request-to-running-median-ms', median(requestsMs)),
          measureBar('dispatch.request-to-running-p99-ms', quantile(requestsMs, 0.99)),
        ],
      },
      values.json,
    )
  } finally {
    await stack.stop()
  }
}

/** Asks for run after run, as another service does, over a scheduler and four slots. */
async function measureRequests(
  own: OwnContender,
  amqpUrl: string,
  requests: number,
): Promise<number[]> {
  const asker = await openAsker(own, amqpUrl)
  const scheduler = own.startScheduler()
  const worker = own.startWorker({ scheduled: 2, interactive: 2 })
  try {
    // The first ones wait for the services to start, and are left out.
    for (let n = 0; n < warmUpRequests; n += 1) await asker.runningMs(n)
    const measuredMs: number[] = []
    for (let n = 0; n < requests; n += 1) measuredMs.push(await asker.runningMs(n))
    return measuredMs
  } finally {
    await Promise.all([worker.kill(), scheduler.kill()])
    await asker.close()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})
