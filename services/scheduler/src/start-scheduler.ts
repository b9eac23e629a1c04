import { loadCatalog } from '@aaps-data/catalog'
import {
  createLogger,
  instanceId,
  loadConfig,
  openAll,
  type Environment,
  type RunningService,
} from '@aaps-data/runtime'
import { datasetsDirectory } from '@aaps-data/siirays'
import { schedulerConfig } from './config.ts'
import { openScheduler } from './open-scheduler.ts'

/**
 * Starts a scheduler: it decides slots, takes requests, sweeps and relays, until `stop`. Any number
 * may run beside each other; what must happen once is made sure of by the ledger.
 */
export async function startScheduler(env: Environment): Promise<RunningService> {
  const config = loadConfig(schedulerConfig, env)
  const writer = instanceId()
  const log = createLogger({ service: 'scheduler', level: config.LOG_LEVEL, instance: writer })
  const catalog = loadCatalog(config.CATALOG_DIR ?? datasetsDirectory)
  const { stop } = await openAll(log, (opened) =>
    openScheduler(opened, { config, catalog, writer, log }),
  )
  return { log, stop }
}
