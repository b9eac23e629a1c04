export { cloudEvent, DatasetName, Instant, Uuid } from './cloud-event.ts'
export {
  commandKey,
  commandQueues,
  eventPatterns,
  exchanges,
  progressKey,
  queues,
  requestKey,
  runEventKey,
} from './routing.ts'
export {
  codeFacts,
  syncErrorCodes,
  type Actor,
  type Disposition,
  type SyncErrorCode,
} from './error-codes.ts'
export { errorGuideEn } from './error-guide/en.ts'
export {
  explainError,
  type ErrorExplanation,
  type ErrorGuide,
  type ExplainedError,
} from './error-guide/error-guide.ts'
export { errorGuideEs } from './error-guide/es.ts'
export { namesSecret, redactText } from './redact.ts'
export { redactValue } from './redact-value.ts'
export { reportError } from './report-error.ts'
export { pinnedFormats } from './postgres/pinned-formats.ts'
export {
  bucketDigestOf,
  bucketParameters,
  deepestBuckets,
  keyDigestOf,
  selectAlikeness,
  selectBucketDigests,
  selectKeyDigests,
  type BucketDigest,
  type BucketDigestRow,
  type BucketLevel,
  type KeyDigest,
  type KeyDigestRow,
  type RowExpressions,
} from './postgres/row-buckets.ts'
export { digestOf, digestSums, selectLines, type DigestRow } from './postgres/row-digest.ts'
export { faultOfConnection, faultOfState, type PostgresFault } from './postgres/postgres-fault.ts'
export {
  canMove,
  CommandClass,
  isFinal,
  RunMode,
  RunOrigin,
  RunState,
  runStates,
} from './run-state.ts'
export { SyncCommand, syncCommandType } from './sync-command.ts'
export { ErrorReport, SyncError, type ErrorDetails } from './sync-error.ts'
export {
  Phase,
  phases,
  ProgressEvent,
  progressEventType,
  RowCounts,
  RunEvent,
  runEventType,
  type SyncEvent,
} from './sync-event.ts'
export { SyncRequest, syncRequestType } from './sync-request.ts'
