import { provideTestProgram, testProgram } from '@aaps-data/testing'
import { connect } from 'amqplib'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { meterDrain, type Contender } from './contender.ts'

const run = promisify(execFile)
const events = { exchange: 'celeryev', pattern: 'task.#' }

interface CeleryEvent {
  readonly type: string
  /** Seconds since 1970. */
  readonly timestamp: number
}

/** Celery with two processes, task events, and acknowledgements after the work. */
export async function createCeleryContender(amqpUrl: string): Promise<Contender> {
  await provideTestProgram('python-celery', process.env)
  const { command, env } = testProgram('python-celery')
  const options = { cwd: __dirname, env: { PATH: process.env['PATH'], ...env, AMQP_URL: amqpUrl } }

  return {
    async drain(runs) {
      await run(command, ['celery_noop.py', String(runs)], options)
      const connection = await connect(amqpUrl)
      const channel = await connection.createChannel()
      await channel.assertExchange(events.exchange, 'topic', { durable: true })
      const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true })
      await channel.bindQueue(queue, events.exchange, events.pattern)
      const meter = meterDrain(runs)
      await channel.consume(
        queue,
        (message) => {
          for (const event of eventsOf(message?.content)) {
            if (event.type === 'task-succeeded') meter.ended(event.timestamp * 1_000)
          }
        },
        { noAck: true },
      )
      const worker = spawn(
        command,
        ['-m', 'celery', '-A', 'celery_noop', 'worker', '-P', 'prefork', '-c', '2', '-E'],
        { ...options, stdio: 'ignore' },
      )
      try {
        return await meter.result
      } finally {
        worker.kill('SIGTERM')
        await once(worker, 'close')
        await connection.close()
      }
    },
    close: () => Promise.resolve(),
  }
}

/** Celery sends events of tasks one by one, or some in one message. */
function eventsOf(content: Buffer | undefined): readonly CeleryEvent[] {
  if (content === undefined) return []
  const parsed = JSON.parse(content.toString()) as CeleryEvent | CeleryEvent[]
  return Array.isArray(parsed) ? parsed : [parsed]
}
