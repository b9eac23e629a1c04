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
import { workerConfig } from './config.ts'
import { openWorker } from './open-worker.ts'

/**
 * Starts a worker: its slots take commands, each one run at a time, until `stop`. Stopping takes no
 * new command, waits for the runs in hand for the grace period, and then rolls them back and gives
 * them back to the queue without using up an attempt.
 */
export async function startWorker(env: Environment): Promise<RunningService> {
  const config = loadConfig(workerConfig, env)
  const worker = instanceId()
  const log = createLogger({ service: 'worker', level: config.LOG_LEVEL, instance: worker })
  const catalog = loadCatalog(config.CATALOG_DIR ?? datasetsDirectory)
  const { stop } = await openAll(log, (opened) =>
    openWorker(opened, { config, env, catalog, worker, log }),
  )
  return { log, stop }
}
