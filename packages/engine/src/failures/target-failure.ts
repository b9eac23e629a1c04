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

const codesOfStates: Readonly<Record<string, SyncErrorCode>> = {
  '55P03': 'TARGET_LOCKED',
  '40P01': 'TARGET_LOCKED',
  '40001': 'TARGET_LOCKED',
  '57014': 'TARGET_CANCELLED',
}

const codesOfClasses: Readonly<Record<string, SyncErrorCode>> = {
  '22': 'VALUE_NOT_CARRIED',
  '23': 'TARGET_CONSTRAINT',
  '53': 'TARGET_FULL',
}

/**
 * Says what a failure of the target's server or connection means. The original stays its cause.
 * What is none of the server's or the connection's failures is a defect and is given back as it is.
 */
export function targetFailure(error: unknown, details: ErrorDetails = {}): unknown {
  if (error instanceof SyncError || !types.isNativeError(error)) return error
  if (error instanceof pg.DatabaseError) {
    const sqlState = error.code
    return new SyncError(codeOf(error), { ...detailsOf(error), ...details, sqlState }, error)
  }
  const fault = faultOfConnection(error)
  return fault === undefined ? error : new SyncError(`TARGET_${fault}`, details, error)
}

function codeOf(error: pg.DatabaseError): SyncErrorCode {
  const fault = faultOfState(error)
  if (fault !== undefined) return `TARGET_${fault}`
  if (isTooLarge(error)) return 'VALUE_NOT_CARRIED'
  const { code: state = '' } = error
  return codesOfStates[state] ?? codesOfClasses[state.slice(0, 2)] ?? 'TARGET_FAILED'
}

// Never `detail` as it is: of a broken not-null or check constraint it holds the whole row.
function detailsOf({ schema, table, column, constraint, code, detail }: pg.DatabaseError) {
  const namesKeyOnly = code === '23505' || code === '23503' || code === '23P01'
  return Object.fromEntries(
    Object.entries({
      schema,
      table,
      column,
      constraint,
      detail: namesKeyOnly ? detail : undefined,
    }).filter(([, value]) => value !== undefined && value !== ''),
  )
}
