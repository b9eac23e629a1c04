/**
 * What happens to an attempt that met this error: `retry` later, until the attempts are used up;
 * `defer` to another time without using up an attempt; `hold` until a person has decided; `reject`
 * ends the run.
 */
export type Disposition = 'retry' | 'defer' | 'hold' | 'reject'

/** Who can mend it. */
export type Actor =
  'nobody' | 'support' | 'source-admin' | 'target-admin' | 'network' | 'operations' | 'developers'

export interface CodeFacts {
  readonly disposition: Disposition
  readonly actor: Actor
  /** For logs and engineers; the page's texts are in the error guide. */
  readonly message: string
}

const codes = {
  CONFIG_INVALID: {
    disposition: 'reject',
    actor: 'operations',
    message: 'The configuration of the service is wrong',
  },
  CATALOG_INVALID: {
    disposition: 'reject',
    actor: 'developers',
    message: 'A dataset definition is wrong',
  },
  MESSAGE_INVALID: {
    disposition: 'reject',
    actor: 'developers',
    message: 'A message does not match its schema',
  },
  REQUEST_UNIDENTIFIED: {
    disposition: 'reject',
    actor: 'developers',
    message: 'A request carries no user-id that the broker validated',
  },
  REQUEST_KEY_REUSED: {
    disposition: 'reject',
    actor: 'developers',
    message: 'The idempotency key was used before with another request',
  },
  DATASET_UNKNOWN: {
    disposition: 'reject',
    actor: 'support',
    message: 'No dataset has this name',
  },
  TABLE_UNKNOWN: {
    disposition: 'reject',
    actor: 'support',
    message: 'The dataset has no table of this name',
  },
  REQUEST_TOO_OFTEN: {
    disposition: 'reject',
    actor: 'developers',
    message: 'The publisher asks for more runs than it may',
  },
  RETRY_IMPOSSIBLE: {
    disposition: 'reject',
    actor: 'support',
    message: 'The run that is to be repeated does not exist, or has not ended',
  },
  BROKER_UNREACHABLE: {
    disposition: 'retry',
    actor: 'operations',
    message: 'The message broker does not answer',
  },
  BROKER_AUTH_FAILED: {
    disposition: 'reject',
    actor: 'operations',
    message: 'The message broker refused the credentials',
  },
  BROKER_UNTRUSTED: {
    disposition: 'retry',
    actor: 'operations',
    message: 'The message broker could not prove over TLS who it is',
  },
  TOPOLOGY_MISSING: {
    disposition: 'retry',
    actor: 'operations',
    message: 'The message broker lacks exchanges or queues',
  },
  BROKER_QUEUE_SILENT: {
    disposition: 'retry',
    actor: 'operations',
    message: 'A queue of the message broker takes no consumer',
  },
  SOURCE_UNREACHABLE: {
    disposition: 'retry',
    actor: 'network',
    message: 'The source does not answer',
  },
  SOURCE_AUTH_FAILED: {
    disposition: 'reject',
    actor: 'source-admin',
    message: 'The source refused the credentials',
  },
  SOURCE_PERMISSION_DENIED: {
    disposition: 'reject',
    actor: 'source-admin',
    message: 'The source does not let us read a table',
  },
  SOURCE_TABLE_MISSING: {
    disposition: 'reject',
    actor: 'source-admin',
    message: 'The source has no such table',
  },
  SOURCE_COLUMN_MISSING: {
    disposition: 'reject',
    actor: 'source-admin',
    message: 'A table of the source has no such column',
  },
  SOURCE_COLUMN_TYPE: {
    disposition: 'reject',
    actor: 'source-admin',
    message: 'A column of the source has another type than the definition says',
  },
  SOURCE_COLUMN_NEW: {
    disposition: 'reject',
    actor: 'developers',
    message: 'A table of the source has columns that the definition does not know',
  },
  SOURCE_READ_FAILED: {
    disposition: 'retry',
    actor: 'source-admin',
    message: 'The source failed while it was being read',
  },
  SOURCE_FILE_MISSING: {
    disposition: 'retry',
    actor: 'support',
    message: 'The file that the data are to come from is not there',
  },
  SOURCE_FILE_CHANGING: {
    disposition: 'defer',
    actor: 'nobody',
    message: 'The file is still being written',
  },
  SOURCE_FILE_INVALID: {
    disposition: 'reject',
    actor: 'support',
    message: 'The file cannot be read as what it should be',
  },
  SOURCE_CLOSED: {
    disposition: 'defer',
    actor: 'nobody',
    message: 'The source may not be read at these hours',
  },
  SNAPSHOT_TOO_LONG: {
    disposition: 'retry',
    actor: 'source-admin',
    message: 'Reading the source took longer than it allows',
  },
  KEY_NULL: {
    disposition: 'reject',
    actor: 'source-admin',
    message: 'Rows of the source have no key',
  },
  KEY_DUPLICATE: {
    disposition: 'reject',
    actor: 'source-admin',
    message: 'Rows of the source share one key',
  },
  VALUE_NOT_CARRIED: {
    disposition: 'reject',
    actor: 'source-admin',
    message: 'A value of the source cannot be carried over exactly',
  },
  ROWS_REJECTED: {
    disposition: 'reject',
    actor: 'source-admin',
    message: 'More rows of the source break the rules than the dataset tolerates',
  },
  DERIVED_TABLE_FAILED: {
    disposition: 'reject',
    actor: 'developers',
    message: 'The query of a derived table failed',
  },
  STAGING_INCOMPLETE: {
    disposition: 'retry',
    actor: 'nobody',
    message: 'The staged rows are not those that were read',
  },
  TARGET_UNREACHABLE: {
    disposition: 'retry',
    actor: 'target-admin',
    message: 'The target does not answer',
  },
  TARGET_AUTH_FAILED: {
    disposition: 'reject',
    actor: 'target-admin',
    message: 'The target refused the credentials',
  },
  TARGET_PERMISSION_DENIED: {
    disposition: 'reject',
    actor: 'target-admin',
    message: 'The target does not let us write',
  },
  TARGET_TABLE_MISSING: {
    disposition: 'reject',
    actor: 'target-admin',
    message: 'The target has no such table',
  },
  TARGET_COLUMN_MISSING: {
    disposition: 'reject',
    actor: 'target-admin',
    message: 'A table of the target has no such column',
  },
  TARGET_COLUMN_COMPUTED: {
    disposition: 'reject',
    actor: 'developers',
    message: 'The target computes a column that the definition maps',
  },
  TARGET_KEY_MISSING: {
    disposition: 'reject',
    actor: 'target-admin',
    message: 'No unique index covers the key of a table of the target',
  },
  TARGET_CHANGED: {
    disposition: 'retry',
    actor: 'nobody',
    message: 'A table of the target was altered while a run was at work',
  },
  TARGET_LOCKED: {
    disposition: 'retry',
    actor: 'target-admin',
    message: 'Another session holds a lock on the target',
  },
  TARGET_CANCELLED: {
    disposition: 'retry',
    actor: 'target-admin',
    message: 'Somebody has cancelled a statement of ours on the target',
  },
  TARGET_CONSTRAINT: {
    disposition: 'reject',
    actor: 'source-admin',
    message: 'The rows break a constraint of the target',
  },
  TARGET_UNIQUE_ORDER: {
    disposition: 'reject',
    actor: 'target-admin',
    message: 'A unique value changed rows under a constraint that is not deferrable',
  },
  TARGET_INTERFERED: {
    disposition: 'reject',
    actor: 'target-admin',
    message: 'The target changed other rows than it was told to',
  },
  TARGET_FULL: {
    disposition: 'retry',
    actor: 'target-admin',
    message: 'The target has no room or no resources left',
  },
  TARGET_FAILED: {
    disposition: 'retry',
    actor: 'target-admin',
    message: 'The target failed while it was being written',
  },
  FULL_READ_NEEDED: {
    disposition: 'defer',
    actor: 'nobody',
    message: 'What has changed is not enough: the next attempt reads everything',
  },
  GUARD_BREACHED: {
    disposition: 'hold',
    actor: 'support',
    message: 'The run would change more than the guards of its dataset allow',
  },
  APPROVAL_OUTDATED: {
    disposition: 'reject',
    actor: 'support',
    message: 'What was approved is not what would change now',
  },
  RUN_CANCELLED: {
    disposition: 'reject',
    actor: 'nobody',
    message: 'Somebody cancelled the run',
  },
  TIME_LIMIT_EXCEEDED: {
    disposition: 'retry',
    actor: 'operations',
    message: 'The attempt took longer than its dataset allows',
  },
  DEADLINE_PASSED: {
    disposition: 'reject',
    actor: 'operations',
    message: 'The run was not done by its deadline',
  },
  LEASE_LOST: {
    disposition: 'defer',
    actor: 'nobody',
    message: 'Another attempt took the dataset over',
  },
  WORKER_LOST: {
    disposition: 'retry',
    actor: 'operations',
    message: 'The worker of the attempt is gone',
  },
  WORKER_STOPPING: {
    disposition: 'defer',
    actor: 'nobody',
    message: 'The worker is being stopped',
  },
  DEFECT: {
    disposition: 'retry',
    actor: 'developers',
    message: 'The service met an error that it does not know',
  },
} as const satisfies Record<string, CodeFacts>

export type SyncErrorCode = keyof typeof codes
export const syncErrorCodes = Object.keys(codes) as readonly SyncErrorCode[]

/** What the table says of a code. */
export function codeFacts(code: SyncErrorCode): CodeFacts {
  return codes[code]
}
