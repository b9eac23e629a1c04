import { keepCatalog } from '@aaps-data/catalog'
import {
  createLogger,
  instanceId,
  loadConfig,
  type Environment,
  type RunningService,
} from '@aaps-data/runtime'
import { datasetsDirectory } from '@aaps-data/siirays'
import { monitorConfig } from './config.ts'
import { openMonitor } from './open-monitor.ts'

/**
 * Starts the monitor: it serves the page and its API, and follows the ledger. It needs the ledger
 * to start, and not the broker. `announce` is given what the person who started it has to see, the
 * first password above all, and must not keep it.
 */
export async function startMonitor(
  env: Environment,
  announce: (text: string) => void,
): Promise<RunningService> {
  const config = loadConfig(monitorConfig, env)
  const instance = instanceId()
  const log = createLogger({ service: 'monitor', level: config.LOG_LEVEL, instance })
  const monitor = await openMonitor({
    config,
    openCatalog: (onChange) =>
      keepCatalog(config.CATALOG_DIR ?? datasetsDirectory, {
        onChange() {
          log.info('Catalog read again')
          onChange()
        },
        onFault: (err) => log.error({ err }, 'Catalog has faults, the earlier one stays in force'),
      }),
    instance,
    announce,
    log,
  })
  return { log, stop: () => monitor.stop() }
}
