import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Calls `rabbitmqctl` for the node that runs as the process, in that process's own environment. */
export async function controlBroker(pid: number, command: readonly string[]): Promise<void> {
  const environ = await readFile(`/proc/${pid}/environ`, 'utf8')
  const env = Object.fromEntries(
    environ.split('\0').map((line) => {
      const at = line.indexOf('=')
      return [line.slice(0, at), line.slice(at + 1)]
    }),
  )
  // Where the node's start script found its plugins; the command is beside them.
  const tool = join(env['ERL_LIBS'] ?? '', '..', 'sbin', 'rabbitmqctl')
  await run(tool, [...command], { env, timeout: 30_000 })
}
