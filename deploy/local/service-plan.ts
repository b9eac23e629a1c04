import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './local-settings.ts'
import type { ServicesState } from './stack-state.ts'
import type { ServiceProcess } from './supervise-service.ts'

export interface ServicePlan extends ServiceProcess {
  /** Answers 200 when the service is up. */
  readonly healthUrl: string
}

export interface ServiceUrls {
  readonly target: string
  readonly source: string
  /** Where the sheets of the SARH are. */
  readonly sarh: string
  readonly broker: string
}

/**
 * Lists the services that a start runs, with their environment: the user's variables, so that
 * slots or log level can be set, and on top what ties the services to this stack.
 */
export function planServices({
  env,
  urls,
  state,
  directory,
}: {
  env: NodeJS.ProcessEnv
  urls: ServiceUrls
  state: ServicesState
  directory: string
}): ServicePlan[] {
  const plan = (name: string, port: number, own: NodeJS.ProcessEnv): ServicePlan => ({
    name,
    file: join(repository, 'services', name, 'dist', 'main.js'),
    cwd: repository,
    env: overridden(env, { ...urlVariables(urls), ...own }),
    logFile: join(directory, 'logs', `${name}.log`),
    healthUrl: `http://127.0.0.1:${port}/healthz`,
  })
  const { schedulerHealthPort, workerHealthPort, monitorPort, adminPassword } = state
  return [
    plan('scheduler', schedulerHealthPort, { HEALTH_PORT: String(schedulerHealthPort) }),
    plan('worker', workerHealthPort, { HEALTH_PORT: String(workerHealthPort) }),
    plan('monitor', monitorPort, {
      MONITOR_PORT: String(monitorPort),
      MONITOR_ADMIN_PASSWORD: adminPassword,
    }),
  ]
}

/** A variable `X_FILE` would be taken for a second value of `X`. */
function overridden(env: NodeJS.ProcessEnv, own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const files = new Set(Object.keys(own).map((name) => `${name}_FILE`))
  const kept = Object.entries(env).filter(([name]) => !files.has(name))
  return { ...Object.fromEntries(kept), ...own }
}

/** The variables by which services and commands find target, sources and broker. */
export function urlVariables({ target, source, sarh, broker }: ServiceUrls): NodeJS.ProcessEnv {
  return {
    TARGET_DATABASE_URL: target,
    SOURCE_SIIRAYS_URL: source,
    SOURCE_SARH_URL: sarh,
    AMQP_URL: broker,
  }
}

/** Makes room for the logs of this start; those of the one before stay, as `<service>.log.1`. */
export function rotateLogs(plans: readonly ServicePlan[], directory: string): void {
  mkdirSync(join(directory, 'logs'), { recursive: true, mode: 0o700 })
  for (const { logFile } of plans) {
    try {
      renameSync(logFile, `${logFile}.1`)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}
