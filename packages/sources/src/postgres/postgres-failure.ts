import {
  faultOfConnection,
  faultOfState,
  isTooLarge,
  SyncError,
  type ErrorDetails,
  type SyncErrorCode,
} from '@aaps-data/contracts'
import pg from 'pg'
import { types } from 'node:util'

/**
 * Says what a failure of the source's server or connection means. The original stays its cause.
 * What is none of the server's or the connection's failures is a defect and is given back as it is.
 */
export function postgresFailure(error: unknown, details: ErrorDetails): unknown {
  if (error instanceof SyncError || !types.isNativeError(error)) return error
  if (error instanceof pg.DatabaseError) {
    const reason = isTooLarge(error) ? { reason: 'larger than 1 GB' } : {}
    return new SyncError(codeOf(error), { ...details, ...reason, sqlState: error.code }, error)
  }
  const fault = faultOfConnection(error)
  return fault === undefined ? error : new SyncError(`SOURCE_${fault}`, details, error)
}

function codeOf(error: pg.DatabaseError): SyncErrorCode {
  // Of a source that has no connection left we know no more than of one that does not answer.
  if (error.code === '53300') return 'SOURCE_UNREACHABLE'
  if (isTooLarge(error)) return 'VALUE_NOT_CARRIED'
  const fault = faultOfState(error)
  return fault === undefined ? 'SOURCE_READ_FAILED' : `SOURCE_${fault}`
}
