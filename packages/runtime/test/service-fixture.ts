import { setTimeout as delay } from 'node:timers/promises'
import { Type } from '@sinclair/typebox'
import { createLogger, loadConfig, runService, secretText } from '../src/index.ts'

const stopDurationsMs: Readonly<Record<string, number>> = { 'stops-slowly': 60_000 }

async function start(behaviour: string | undefined) {
  await Promise.resolve()
  if (behaviour === 'misconfigured') {
    loadConfig(
      Type.Object({ AMQP_URL: secretText({ description: 'the broker' }), PORT: Type.Integer() }),
      {
        PORT: 'high',
      },
    )
  }
  if (behaviour === 'defective') throw new Error('cannot reach amqp://app:hunter2@broker')
  const log = createLogger({ service: 'fixture', instance: 'one', level: 'info' })
  const timer = setInterval(() => undefined, 1_000)
  log.info('Started')
  if (behaviour === 'rejects') void Promise.reject(new Error('forgotten'))
  return {
    log,
    stop: async () => {
      clearInterval(timer)
      await delay(stopDurationsMs[behaviour ?? ''] ?? 0)
      if (behaviour === 'stop-fails') throw new Error('stuck')
    },
  }
}

runService({
  name: 'fixture',
  stopTimeoutMs: process.argv[3] === undefined ? 30_000 : Number(process.argv[3]),
  start: () => start(process.argv[2]),
})
