export { migrateTarget } from './migrate-target.ts'
export type { TargetMigration } from './plan-migration.ts'
export type { SyncOutcome } from './apply-dataset.ts'
export { runSync, type RunSyncOptions } from './run-sync.ts'
export { sweepStaging } from './sweep-staging.ts'
export type { ReportProgress, SyncProgress } from './sync-progress.ts'
export { createTargetDatabase } from './target-database.ts'
export type { RowDifference } from './verify/compare-sides.ts'
export type { StagingReason } from './verify/choose-methods.ts'
export {
  verifyDataset,
  type TableVerification,
  type VerifyOptions,
} from './verify/verify-dataset.ts'
