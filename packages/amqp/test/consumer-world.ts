import { randomUUID } from 'node:crypto'
import { exchanges, queues, SyncCommand, syncCommandType } from '@aaps-data/contracts'
import {
  consume,
  createPublisher,
  type Broker,
  type Consumer,
  type DeliveryHandler,
  type Publisher,
  type PublishOutcome,
} from '../src/index.ts'
import { openTestBroker, type TestBroker } from './open-test-broker.ts'

export const queue = queues.scheduledCommands

/** A stop that waits for nobody. */
export const atOnce = { graceMs: 0, timeoutMs: 1_000 }

export const fastRetry = { firstMs: 20, maxMs: 50, holdMs: 10_000 }

interface ConsumerOptions {
  readonly slot?: string
  readonly prefetch?: number
  readonly retry?: typeof fastRetry
  readonly ackHandoffMs?: number
  readonly renewAfterMs?: number
  readonly answerWithinMs?: number
  /** The broker, unless it is the world's own. */
  readonly broker?: Broker
  /** Publishes what is parked. */
  readonly publisher?: Publisher
}

/** A broker, a publisher, and consumers of one queue that end with each test. */
export interface ConsumerWorld {
  readonly test: TestBroker
  startConsumer(handler: DeliveryHandler<SyncCommand>, options?: ConsumerOptions): Consumer
  /** Publishes a command for a dataset, or what it is told to. */
  send(dataset: string): Promise<PublishOutcome>
  sendBytes(body: Buffer, messageId: string): Promise<PublishOutcome>
  /** Ends the consumers and empties the queues. */
  clear(): Promise<void>
  close(): Promise<void>
}

export async function openConsumerWorld(): Promise<ConsumerWorld> {
  const test = await openTestBroker()
  const publisher = createPublisher({ broker: test.broker, log: test.log })
  const consumers: Consumer[] = []

  const sendBytes = (body: Buffer, messageId: string) =>
    publisher.publish({
      exchange: exchanges.commands,
      routingKey: 'command.scheduled.test',
      body,
      messageId,
      type: syncCommandType,
      mandatory: true,
      maxBytes: Number.POSITIVE_INFINITY,
      timeoutMs: 10_000,
    })
  return {
    test,
    startConsumer(
      handler,
      {
        slot = 'slot-0',
        prefetch = 1,
        retry = fastRetry,
        ackHandoffMs = 600_000,
        renewAfterMs = 600_000,
        answerWithinMs,
        broker = test.broker,
        publisher: parkingPublisher = publisher,
      } = {},
    ) {
      const consumer = consume({
        broker,
        publisher: parkingPublisher,
        queue,
        slot,
        prefetch,
        schema: SyncCommand,
        handler,
        log: test.log,
        retry,
        ackHandoffMs,
        renewAfterMs,
        ...(answerWithinMs === undefined ? {} : { answerWithinMs }),
      })
      consumers.push(consumer)
      return consumer
    },
    send: (dataset) => sendBytes(Buffer.from(JSON.stringify(aCommand(dataset))), `id-${dataset}`),
    sendBytes,
    async clear() {
      await Promise.all(consumers.splice(0).map((consumer) => consumer.stop(atOnce)))
      await test.channel.purgeQueue(queue)
      await test.channel.purgeQueue(queues.parking)
    },
    async close() {
      await publisher.stop(1_000)
      await test.close()
    },
  }
}

/** A command of a run that nobody knows. */
export function aCommand(dataset: string): SyncCommand {
  return {
    specversion: '1.0',
    id: `id-${dataset}`,
    source: '/test',
    type: syncCommandType,
    data: { runId: randomUUID(), dataset },
  }
}

/** A promise and how to settle it. */
export function aGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
