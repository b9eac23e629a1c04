import { randomBytes } from 'node:crypto'
import { freePorts, isPortFree } from './free-ports.ts'
import type { ServiceSettings } from './service-settings.ts'
import { StackError } from './stack-error.ts'
import { readStackState, updateStackState, type ServicesState } from './stack-state.ts'

const usualMonitorPort = 8080

/**
 * Decides the ports of the services and the password of the page's first user, once: later starts
 * keep them, but for ports that somebody else has taken meanwhile. What the user set wins; a port of
 * his that is taken is a StackError. The caller holds the lock.
 */
export async function settleServices(
  directory: string,
  { monitorPort, adminPassword }: Pick<ServiceSettings, 'monitorPort' | 'adminPassword'>,
): Promise<ServicesState> {
  if (monitorPort !== undefined && !(await isPortFree(monitorPort))) {
    throw new StackError(
      `MONITOR_PORT is ${monitorPort}, and another program listens there. Set it to a free port, or unset it.`,
    )
  }
  const known = readStackState(directory).services
  const [first = 0, second = 0, third = 0] = await freePorts(3)
  const settled = {
    schedulerHealthPort: await stillFree(known?.schedulerHealthPort, first),
    workerHealthPort: await stillFree(known?.workerHealthPort, second),
    monitorPort: monitorPort ?? (await stillFree(known?.monitorPort ?? usualMonitorPort, third)),
    adminPassword: adminPassword ?? known?.adminPassword ?? randomBytes(12).toString('base64url'),
    pids: {},
  }
  updateStackState(directory, { services: settled })
  return settled
}

async function stillFree(port: number | undefined, otherwise: number): Promise<number> {
  return port !== undefined && (await isPortFree(port)) ? port : otherwise
}
