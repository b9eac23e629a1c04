import { SyncError, type ErrorDetails, type SyncErrorCode } from '@aaps-data/contracts'
import pg from 'pg'
import { types } from 'node:util'

const unreachableErrnos = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
])

const unreachableMessages =
  /^(Connection terminated|timeout expired|Client was closed|Client has encountered a connection error)/

const codesOfStates: Readonly<Record<string, SyncErrorCode>> = {
  '57P01': 'SOURCE_UNREACHABLE',
  '57P02': 'SOURCE_UNREACHABLE',
  '57P03': 'SOURCE_UNREACHABLE',
  '57P05': 'SOURCE_UNREACHABLE',
  '53300': 'SOURCE_UNREACHABLE',
  '28P01': 'SOURCE_AUTH_FAILED',
  '28000': 'SOURCE_AUTH_FAILED',
  '3D000': 'SOURCE_AUTH_FAILED',
  '42501': 'SOURCE_PERMISSION_DENIED',
  '42P01': 'SOURCE_TABLE_MISSING',
  '3F000': 'SOURCE_TABLE_MISSING',
  '42703': 'SOURCE_COLUMN_MISSING',
}

/**
 * Says what a failure of the source's server or connection means. The original stays its cause.
 * What is none of the server's or the connection's failures is a defect and is given back as it is.
 */
export function postgresFailure(error: unknown, details: ErrorDetails): unknown {
  if (error instanceof SyncError || !types.isNativeError(error)) return error
  if (error instanceof pg.DatabaseError) {
    return new SyncError(codeOf(error), { ...details, sqlState: error.code }, error)
  }
  if (error.message.startsWith('SASL')) return new SyncError('SOURCE_AUTH_FAILED', details, error)
  if (isConnectionFailure(error)) return new SyncError('SOURCE_UNREACHABLE', details, error)
  return error
}

// PgBouncer refuses an unknown user or database with a protocol violation.
const refusedByPgBouncer = /no such (user|database)|authentication failed|not allowed/

function codeOf({ code: state = '', message }: pg.DatabaseError): SyncErrorCode {
  if (state === '08P01' && refusedByPgBouncer.test(message)) return 'SOURCE_AUTH_FAILED'
  if (state.startsWith('08')) return 'SOURCE_UNREACHABLE'
  return codesOfStates[state] ?? 'SOURCE_READ_FAILED'
}

function isConnectionFailure(error: Error): boolean {
  const errno = (error as NodeJS.ErrnoException).code
  return (
    (errno !== undefined && unreachableErrnos.has(errno)) || unreachableMessages.test(error.message)
  )
}
