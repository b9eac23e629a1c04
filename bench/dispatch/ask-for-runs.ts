import { brokerUser, createBroker, createPublisher } from '@aaps-data/amqp'
import { createLogger } from '@aaps-data/runtime'
import { publishRequest } from '@aaps-data/testing'
import { randomUUID } from 'node:crypto'
import type { OwnContender } from './own-contender.ts'

/** Another service that asks for runs and hears how they go. */
export interface Asker {
  /**
   * Asks for a run of the nth dataset and waits for its end; gives the milliseconds until it was
   * told to be running.
   */
  runningMs(n: number): Promise<number>
  close(): Promise<void>
}

export async function openAsker(own: OwnContender, amqpUrl: string): Promise<Asker> {
  const log = createLogger({ service: 'bench', level: 'silent', instance: 'bench' })
  const broker = createBroker({ url: amqpUrl, name: 'bench-requests', log })
  const publisher = createPublisher({ broker, log })
  const asked = new Map<string, { reached: Set<string>; wake: () => void }>()
  const noteOf = (runId: string) => {
    const known = asked.get(runId) ?? { reached: new Set(), wake: () => undefined }
    asked.set(runId, known)
    return known
  }
  let isAsking = false
  const feed = await own.listen((runId, state) => {
    // The answer of the broker to a request may come after the first events of its run.
    if (!isAsking) return
    const note = noteOf(runId)
    note.reached.add(state)
    note.wake()
  })
  const reach = (runId: string, state: string): Promise<void> =>
    new Promise((resolve) => {
      const note = noteOf(runId)
      note.wake = () => {
        if (note.reached.has(state)) resolve()
      }
      note.wake()
    })

  return {
    async runningMs(n) {
      isAsking = true
      const askedMs = performance.now()
      const runId = await publishRequest({
        publisher,
        user: brokerUser(amqpUrl),
        dataset: own.datasets[n % own.datasets.length] ?? '',
        key: randomUUID(),
      })
      if (runId === undefined) throw new Error('The request was not confirmed')
      await reach(runId, 'running')
      const runningMs = performance.now() - askedMs
      await reach(runId, 'succeeded')
      isAsking = false
      asked.clear()
      return runningMs
    },
    async close() {
      await feed.stop()
      await publisher.stop(1_000)
      await broker.close()
    },
  }
}
