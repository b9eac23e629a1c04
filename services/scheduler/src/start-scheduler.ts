import { keepCatalog } from '@aaps-data/catalog'
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
  const { stop } = await openAll(log, (opened) => {
    const catalog = opened.keep(
      'catalog',
      keepCatalog(config.CATALOG_DIR ?? datasetsDirectory, {
        onChange: () => log.info('Catalog read again'),
        onFault: (err) => log.error({ err }, 'Catalog has faults, the earlier one stays in force'),
      }),
      (kept) => kept.stop(),
    )
    return openScheduler(opened, { config, catalog: () => catalog.current(), writer, log })
  })
  return { log, stop }
}
