export { CancelNotice, cancelNoticeType } from './cancel-notice.ts'
export { cloudEvent, DatasetName, Instant, Uuid } from './cloud-event.ts'
export {
  commandKey,
  commandQueues,
  eventPatterns,
  exchanges,
  progressKey,
  queues,
  replyKey,
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
export { noticeGuideEn } from './notice-guide/en.ts'
export { noticeGuideEs } from './notice-guide/es.ts'
export {
  explainNotice,
  noticeWeights,
  type ExplainedNotice,
  type NoticeCode,
  type NoticeGuide,
  type NoticeWeight,
  type NoticeWords,
} from './notice-guide/notice-guide.ts'
export { namesSecret, redactText } from './redact.ts'
export { excerpt } from './excerpt.ts'
export { redactValue } from './redact-value.ts'
export { describeReject, ruleTitle } from './reject/describe-reject.ts'
export {
  rejectRules,
  type Reject,
  type RejectAction,
  type RejectFacts,
  type RejectLanguage,
  type RejectRule,
} from './reject/reject.ts'
export { reportError } from './report-error.ts'
export { messageWithoutValues } from './postgres/quoted-values.ts'
export { createRowCounter, type RowForm } from './postgres/count-rows.ts'
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
export { imageHash, imageOf, imageSums, imageValue, selectImages } from './postgres/row-image.ts'
export {
  faultOfConnection,
  faultOfState,
  isTooLarge,
  type PostgresFault,
} from './postgres/postgres-fault.ts'
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
export { ReplyTo, SyncReply, syncReplyType } from './sync-reply.ts'
export { SyncRequest, syncRequestType } from './sync-request.ts'
