import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { repository, runLocalTool } from './local-tool.ts'
import { skipFlushes } from './skip-flushes.ts'

export interface PrivatePostgres {
  /** Of its database `postgres`, as its superuser. */
  readonly url: string
  /** What the server writes, from its start on. */
  readonly logFile: string
  /** Stops the server and removes its data, log included. */
  stop(): Promise<void>
}

/**
 * Starts a PostgreSQL server for one file of tests that has to read the server's log or change its
 * settings. It takes some seconds, and ends with this process at the latest.
 */
export async function startPrivatePostgres(): Promise<PrivatePostgres> {
  const name = `${process.pid}-${randomBytes(3).toString('hex')}`
  const directory = join(repository, '.local', 'test-stack', name)
  const tool = await runLocalTool<{ readonly postgres: { readonly url: string } }>([
    ...['hold', '--dir', directory, '--parts', 'postgres'],
  ])
  const { url } = tool.answer.postgres
  await skipFlushes(url)
  return {
    url,
    logFile: join(directory, 'postgres.log'),
    stop: () => tool.release(),
  }
}
