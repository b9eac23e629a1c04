import { keepCatalog } from '@aaps-data/catalog'
import { runSync } from '@aaps-data/engine'
import {
  createLogger,
  instanceId,
  loadConfig,
  openAll,
  type Environment,
  type RunningService,
} from '@aaps-data/runtime'
import { datasetsDirectory } from '@aaps-data/siirays'
import { workerConfig } from './config.ts'
import { createCatalogSources } from './open-sources.ts'
import { openWorker } from './open-worker.ts'

/**
 * Starts a worker: its slots take commands, each one run at a time, until `stop`. Stopping takes no
 * new command, waits for the runs in hand for the grace period, and then rolls them back and gives
 * them back to the queue without using up an attempt.
 */
export async function startWorker(
  env: Environment,
  parts: { readonly runSync: typeof runSync } = { runSync },
): Promise<RunningService> {
  const config = loadConfig(workerConfig, env)
  const worker = instanceId()
  const log = createLogger({ service: 'worker', level: config.LOG_LEVEL, instance: worker })
  const { stop } = await openAll(log, (opened) => {
    const targetUrl = config.TARGET_DATABASE_URL
    const sources = opened.keep('sources', createCatalogSources({ env, targetUrl }), (all) =>
      all.close(),
    )
    const catalog = opened.keep(
      'catalog',
      keepCatalog(config.CATALOG_DIR ?? datasetsDirectory, {
        accept: (read) => sources.follow(read),
        onChange: () => log.info('Catalog read again'),
        onFault: (err) => log.error({ err }, 'Catalog has faults, the earlier one stays in force'),
      }),
      (kept) => kept.stop(),
    )
    return openWorker(opened, {
      config,
      catalog: () => catalog.current(),
      sources,
      ...parts,
      worker,
      log,
    })
  })
  return { log, stop }
}
