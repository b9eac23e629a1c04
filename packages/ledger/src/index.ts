export { actByLogin } from './act-by-login.ts'
export { auditByLogin, type LoginRecord } from './audit-by-login.ts'
export { createAlarm, type Alarm } from './alarm.ts'
export { openAttemptLedger, type AttemptLedger } from './attempt-ledger.ts'
export type { Baseline, TableBaseline } from './baseline.ts'
export { cancelQueued, cancelRun, type CancelOutcome } from './cancel-run.ts'
export { claimRun, keepLease, type Claim, type KeptLease, type NoClaim } from './claim-run.ts'
export { connectLedger } from './connect-ledger.ts'
export { decidedSlots, decideSlots, type DecidedSlots, type DueSlot } from './decide-slots.ts'
export { endAttempt, type AttemptEnd } from './end-attempt.ts'
export { findRun, type HoldRecord, type RunRecord, type RunRejectCount } from './find-run.ts'
export { forgetOld, type Forgotten, type RetentionDays } from './forget-old.ts'
export { holdDataset } from './hold-dataset.ts'
export { asLedgerFailure } from './ledger-failure.ts'
export { migrateLedger, pendingMigrations } from './migrate-ledger.ts'
export { missingLedgerRights } from './missing-ledger-rights.ts'
export { hashPassword, verifyPassword } from './password-hash.ts'
export { decideHeld } from './decide-held.ts'
export type { Approval, Breach, Hold, KeptTable } from './hold.ts'
export type {
  Notice,
  ReadMode,
  Receipt,
  SnapshotRef,
  TableChanges,
  TableFingerprint,
  TableRead,
  TableReceipt,
} from './receipt.ts'
export type { FoundRejects, RejectCount } from './record-rejects.ts'
export { anyRelay, type OutboxMessage } from './outbox.ts'
export {
  endedForDataset,
  readDatasetStates,
  type DatasetState,
  type ListedRun,
} from './read-dataset-states.ts'
export {
  allDatasets,
  listPauses,
  pauseSchedule,
  resumeSchedule,
  selectPause,
  type Pause,
} from './pause-schedule.ts'
export { putReply } from './put-reply.ts'
export { createRelay, type Publish, type Relay } from './relay.ts'
export { refuseRequest, requestRun, type ReplyAddress, type RunRequest } from './request-run.ts'
export { requestKeyOf, runIdOf, slotKey } from './run-id.ts'
export { sampleChanges, type KeptChange } from './sample-changes.ts'
export { sweep, type SweepReport } from './sweep.ts'
export { takeAllowance } from './take-allowance.ts'
export {
  changeUser,
  createFirstUser,
  createUser,
  findUser,
  hasUsers,
  listUsers,
  removeUser,
  type User,
  type UserRole,
} from './users.ts'
