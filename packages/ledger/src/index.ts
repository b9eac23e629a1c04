export { openAttemptLedger, type AttemptLedger } from './attempt-ledger.ts'
export { claimRun, keepLease, type Claim, type NoClaim } from './claim-run.ts'
export { connectLedger } from './connect-ledger.ts'
export { decidedSlots, decideSlots } from './decide-slots.ts'
export { endAttempt, type AttemptEnd } from './end-attempt.ts'
export { holdDataset } from './hold-dataset.ts'
export { asLedgerFailure } from './ledger-failure.ts'
export { migrateLedger } from './migrate-ledger.ts'
export { hashPassword, verifyPassword } from './password-hash.ts'
export { decideHeld } from './decide-held.ts'
export type { Approval, Breach, Hold, KeptTable } from './hold.ts'
export type {
  Notice,
  ReadMode,
  Receipt,
  SnapshotRef,
  TableChanges,
  TableReceipt,
} from './receipt.ts'
export { anyRelay, type OutboxMessage } from './outbox.ts'
export { createRelay, type Publish, type Relay } from './relay.ts'
export { refuseRequest, requestRun, type RunRequest } from './request-run.ts'
export { requestKeyOf, runIdOf, slotKey } from './run-id.ts'
export { sweep, type SweepReport } from './sweep.ts'
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
