import { runService } from '@aaps-data/runtime'
import { startScheduler } from './start-scheduler.ts'

runService({
  name: 'scheduler',
  start: () => startScheduler(process.env),
  stopTimeoutMs: 30_000,
})
