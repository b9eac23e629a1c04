import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { provideTestProgram, testProgram } from '../src/index.ts'
import { createSystem, type RunningSystem } from './running-system.ts'

const run = promisify(execFile)
const examples = join(__dirname, '..', '..', '..', 'docs', 'examples')

describe('the example clients of the documentation', () => {
  let system: RunningSystem

  beforeAll(async () => {
    await provideTestProgram('python-pika', process.env)
    system = await createSystem({ scale: 0.02 })
    const [scheduler, worker] = [system.start('scheduler'), system.start('worker')]
    await scheduler.waitForLine(/Scheduler started/)
    await worker.waitForLine(/Worker started/)
  }, 180_000)
  afterAll(() => system.stop(), 30_000)

  const clients = {
    TypeScript: () => ({
      command: process.execPath,
      words: ['--import', 'tsx', join(examples, 'request-run.ts')],
      env: {},
    }),
    Python: () => {
      const { command, env } = testProgram('python-pika')
      return { command, words: [join(examples, 'request_run.py')], env }
    },
  }

  it.each(['TypeScript', 'Python'] as const)(
    'ask for a run in %s, hear how it goes, and never make a second one',
    async (language) => {
      const { command, words, env } = clients[language]()
      const key = `cierre-${randomUUID()}`
      const ask = (dataset: string) =>
        run(command, [...words, dataset, key], {
          env: { PATH: process.env['PATH'], AMQP_URL: system.amqpUrl, ...env },
        })
      const { stdout } = await ask('registro')
      expect(stdout).toMatch(/^accepted ([0-9a-f-]{36})\nfinished \1\n$/)

      const rows = await system.rows(
        `select state from sync.runs where request_key like '%' || $1`,
        [key],
      )
      expect(rows).toEqual([{ state: 'succeeded' }])
      await expect(ask('seguimiento')).rejects.toMatchObject({
        code: 1,
        stdout: 'rejected REQUEST_KEY_REUSED\n',
      })
    },
    60_000,
  )
})
