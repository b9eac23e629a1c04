export { runSync, type RunSyncOptions } from './run-sync.ts'
export type { ReportProgress, SyncProgress } from './sync-progress.ts'
export { createTargetDatabase } from './target-database.ts'
