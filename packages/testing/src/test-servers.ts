import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { repository, runLocalTool, type LocalTool } from './local-tool.ts'
import { skipFlushes } from './skip-flushes.ts'
import { selectBrokerVersion } from './test-broker-version.ts'

interface HeldStack {
  readonly postgres?: { readonly url: string }
  readonly rabbitmq?: { readonly url: string; readonly managementUrl: string }
}

let held: Promise<LocalTool<HeldStack>> | undefined

/**
 * Fills TEST_DATABASE_URL, TEST_AMQP_URL and TEST_AMQP_MANAGEMENT_URL with a private stack for
 * what is not set yet, and TEST_AMQP_VERSION with the broker's version. Safe to repeat: there is one stack in a run of jest, and it ends with the
 * process at the latest, however that ends.
 */
export async function startTestServers(env: NodeJS.ProcessEnv): Promise<void> {
  if (env['TEST_AMQP_URL'] && !env['TEST_AMQP_MANAGEMENT_URL']) {
    throw new Error('TEST_AMQP_URL is set: set TEST_AMQP_MANAGEMENT_URL as well')
  }
  const parts = [
    ...(env['TEST_DATABASE_URL'] ? [] : ['postgres']),
    ...(env['TEST_AMQP_URL'] ? [] : ['rabbitmq']),
  ]
  if (parts.length > 0) await startParts(parts, env)
  env['TEST_AMQP_VERSION'] = await selectBrokerVersion(env['TEST_AMQP_MANAGEMENT_URL'] ?? '')
}

async function startParts(parts: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const name = `${process.pid}-${randomBytes(3).toString('hex')}`
  const directory = join(repository, '.local', 'test-stack', name)
  held ??= runLocalTool(['hold', '--dir', directory, '--parts', parts.join(',')])
  const { postgres, rabbitmq } = (await held).answer
  if (postgres) {
    await skipFlushes(postgres.url)
    env['TEST_DATABASE_URL'] = postgres.url
  }
  if (rabbitmq) {
    env['TEST_AMQP_URL'] = rabbitmq.url
    env['TEST_AMQP_MANAGEMENT_URL'] = rabbitmq.managementUrl
  }
}

/** Ends the private stack of this run, if there is one, and removes its data. Safe to repeat. */
export async function stopTestServers(): Promise<void> {
  const stack = await held
  held = undefined
  await stack?.release()
}
