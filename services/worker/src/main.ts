import { runService } from '@aaps-data/runtime'
import { startWorker } from './start-worker.ts'

runService({
  name: 'worker',
  start: () => startWorker(process.env),
  stopTimeoutMs: 60_000,
})
