export { checkColumns } from './columns/check-columns.ts'
export { checkDerived, type DerivedFault } from './stage/check-derived.ts'
export { findMissingRights } from './target/find-missing-rights.ts'
export type { MissingRight } from './sql/missing-rights.ts'
export { migrateTarget, type MigratedTarget } from './migrate/migrate-target.ts'
export type { MigrationFault } from './migrate/migration-faults.ts'
export type { MigrationStep, TargetMigration } from './migrate/plan-migration.ts'
export type { SyncOutcome } from './apply/apply-dataset.ts'
export { runSync, type RunSyncOptions } from './run-sync.ts'
export { sweepStaging } from './stage/sweep-staging.ts'
export type { ReportProgress, SyncProgress } from './progress/sync-progress.ts'
export { connectionsPerRun, createTargetDatabase } from './connection/target-database.ts'
export type { RowDifference } from './verify/compare-sides.ts'
export type { StagingReason } from './verify/choose-methods.ts'
export {
  verifyDataset,
  type TableVerification,
  type VerifyOptions,
} from './verify/verify-dataset.ts'
