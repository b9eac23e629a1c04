import { existsSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from './process-alive.ts'

/**
 * Removes the `postmaster.pid` of a server that was killed. PostgreSQL does so itself unless the
 * number in it still exists, as a zombie that a slow parent has not reaped: then it refuses to
 * start. Waits for the children of the killed server, and never touches the file of a living one.
 */
export async function removeStaleLock(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid')
  if (!existsSync(lock)) return
  const deadline = performance.now() + 10_000
  while (isWorkedIn(data) && performance.now() < deadline) await delay(50)
  if (isWorkedIn(data)) return
  if (!isAlive(Number(readFileSync(lock, 'utf8').split('\n')[0]))) rmSync(lock)
}

/** Whether some process has `directory` as its working one, as all of PostgreSQL's have. */
function isWorkedIn(directory: string): boolean {
  const path = realpathSync(directory)
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === path
    } catch {
      return false
    }
  })
}
