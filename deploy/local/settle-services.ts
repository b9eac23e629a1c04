import { randomBytes } from 'node:crypto'
import { freePorts, isPortFree } from './free-ports.ts'
import { readStackState, updateStackState, type ServicesState } from './stack-state.ts'

const usualMonitorPort = 8080

/**
 * Decides the ports of the services and the password of the page's first user, once: later starts
 * keep them, but for ports that somebody else has taken meanwhile. MONITOR_PORT and
 * MONITOR_ADMIN_PASSWORD of `env` win. The caller holds the lock.
 */
export async function settleServices(
  directory: string,
  env: NodeJS.ProcessEnv,
): Promise<ServicesState> {
  const known = readStackState(directory).services
  const [first = 0, second = 0, third = 0] = await freePorts(3)
  const settled = {
    schedulerHealthPort: await stillFree(known?.schedulerHealthPort, first),
    workerHealthPort: await stillFree(known?.workerHealthPort, second),
    monitorPort: env['MONITOR_PORT']
      ? Number(env['MONITOR_PORT'])
      : await stillFree(known?.monitorPort ?? usualMonitorPort, third),
    adminPassword:
      env['MONITOR_ADMIN_PASSWORD'] ||
      (known?.adminPassword ?? randomBytes(12).toString('base64url')),
    pids: {},
  }
  updateStackState(directory, { services: settled })
  return settled
}

async function stillFree(port: number | undefined, otherwise: number): Promise<number> {
  return port !== undefined && (await isPortFree(port)) ? port : otherwise
}
