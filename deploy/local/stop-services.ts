import { join } from 'node:path'
import { repository, type LocalSettings } from './local-settings.ts'
import { isStillOurs, stopProcess } from './process-alive.ts'
import type { ServiceSettings } from './service-settings.ts'
import { readStackState, updateStackState } from './stack-state.ts'

/**
 * Stops the services that a launcher left behind when it was killed. The caller holds the lock,
 * so that launcher is gone. One that has not stopped after `stopTimeoutMs` is killed.
 */
export async function stopLeftServices(
  { directory, step }: LocalSettings,
  { stopTimeoutMs }: Pick<ServiceSettings, 'stopTimeoutMs'>,
): Promise<void> {
  const { services } = readStackState(directory)
  if (services === undefined) return
  const left = Object.entries(services.pids).filter(([name, pid]) =>
    isStillOurs(pid, {
      mark: join(repository, 'services', name, 'dist', 'main.js'),
      file: 'cmdline',
    }),
  )
  if (left.length > 0) {
    await step(`Stopping the ${left.map(([name]) => name).join(', ')} of an earlier start`, () =>
      Promise.all(
        left.map(([, pid]) =>
          stopProcess(pid, [
            { signal: 'SIGTERM', graceMs: stopTimeoutMs },
            { signal: 'SIGKILL', graceMs: 5_000 },
          ]),
        ),
      ),
    )
  }
  updateStackState(directory, { services: { ...services, pids: {} } })
}
