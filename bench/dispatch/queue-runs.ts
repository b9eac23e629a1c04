import { createPublisher, sendOutbox, type Broker } from '@aaps-data/amqp'
import { createRelay, requestRun, slotKey } from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import { waitFor } from '@aaps-data/testing'
import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'

const writer = 'bench'
const requestsAtOnce = 500

/**
 * Makes so many runs of schedules, over the datasets in turn, and brings their commands to the
 * broker. They are in its queue when this returns.
 */
export async function queueRuns({
  ledger,
  broker,
  log,
  datasets,
  runs,
}: {
  readonly ledger: Knex
  readonly broker: Broker
  readonly log: Logger
  readonly datasets: readonly string[]
  readonly runs: number
}): Promise<void> {
  const publisher = createPublisher({ broker, log })
  const failures: unknown[] = []
  const relay = createRelay({
    db: ledger,
    writer,
    ...sendOutbox(publisher),
    onError: (error) => failures.push(error),
  })
  relay.start()
  try {
    const series = randomUUID()
    for (let first = 0; first < runs; first += requestsAtOnce) {
      const count = Math.min(requestsAtOnce, runs - first)
      await Promise.all(Array.from({ length: count }, (_, n) => request(first + n)))
      relay.wake()
    }
    await waitFor(async () => (await countWaiting(ledger)) === 0, {
      what: 'the outbox to be empty',
      timeoutMs: 600_000,
      intervalMs: 100,
    })

    function request(n: number): Promise<unknown> {
      const dataset = datasets[n % datasets.length] ?? ''
      return requestRun(
        ledger,
        {
          dataset,
          class: 'scheduled',
          origin: 'slot',
          key: `${slotKey(dataset, new Date(n * 1_000))}:${series}`,
          requestedBy: 'bench',
          maxAttempts: 3,
        },
        writer,
      )
    }
  } finally {
    await relay.stop()
    await publisher.stop(1_000)
  }
}

async function countWaiting(ledger: Knex): Promise<number> {
  const { rows } = await ledger.raw<{ rows: { count: string }[] }>(
    `select count(*) from sync.outbox where writer = ?`,
    [writer],
  )
  return Number(rows[0]?.count)
}
