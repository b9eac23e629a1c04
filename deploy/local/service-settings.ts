import { SyncError } from '@aaps-data/contracts'
import { loadConfig } from '@aaps-data/runtime'
import { Type, type TObject } from '@sinclair/typebox'
import { monitorConfig } from '../../services/monitor/src/config.ts'
import { schedulerConfig } from '../../services/scheduler/src/config.ts'
import { workerConfig } from '../../services/worker/src/config.ts'
import { StackError } from './stack-error.ts'

/** What the launcher itself does with the user's variables for the services. */
export interface ServiceSettings {
  /** Undefined when any will do. */
  readonly monitorPort: number | undefined
  readonly adminPassword: string | undefined
  /** How long a service may take to stop before it is killed. */
  readonly stopTimeoutMs: number
}

/** The launcher decides these, whatever the user's environment says. */
const ownVariables = ['TARGET_DATABASE_URL', 'AMQP_URL', 'HEALTH_PORT'] as const

/**
 * After its grace period a worker has 15 s to roll back and to write how the attempts ended, and
 * then closes its connections.
 */
const afterGraceMs = 30_000

/**
 * Checks the user's variables for the services as the services themselves will. Throws one
 * StackError that names every faulty one, before anything is started.
 */
export function readServiceSettings(env: NodeJS.ProcessEnv): ServiceSettings {
  const faults: string[] = []
  const check = <Schema extends TObject>(schema: Schema) => {
    try {
      return loadConfig(schema, env)
    } catch (error) {
      faults.push(...faultsOf(error))
      return undefined
    }
  }
  check(Type.Omit(schedulerConfig, ownVariables))
  const worker = check(Type.Omit(workerConfig, ownVariables))
  const monitor = check(Type.Omit(monitorConfig, ownVariables))
  if (worker === undefined || monitor === undefined || faults.length > 0) {
    throw new StackError(
      `The environment is wrong, nothing was started.\n${[...new Set(faults)].join('\n')}`,
    )
  }
  return {
    monitorPort: env['MONITOR_PORT'] ? monitor.MONITOR_PORT || undefined : undefined,
    adminPassword: monitor.MONITOR_ADMIN_PASSWORD,
    stopTimeoutMs: worker.WORKER_STOP_GRACE + afterGraceMs,
  }
}

function faultsOf(error: unknown): string[] {
  if (!(error instanceof SyncError) || error.code !== 'CONFIG_INVALID') throw error
  const faults = error.details['faults'] as readonly Record<string, string>[]
  return faults.map(
    ({ variable, reason, expected }) => `  ${variable} ${reason}; expected ${expected}`,
  )
}
