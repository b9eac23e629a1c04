import { runService } from '@aaps-data/runtime'
import { startMonitor } from './start-monitor.ts'

runService({
  name: 'monitor',
  start: () => startMonitor(process.env, (text) => process.stdout.write(text)),
  stopTimeoutMs: 20_000,
})
