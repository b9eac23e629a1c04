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

// knex puts the statement before the driver's message.
const unreachableMessages =
  /(^|\s-\s)(Connection terminated|timeout expired|Client was closed|Client has encountered a connection error|Knex: Timeout acquiring a connection)/

const codesOfStates: Readonly<Record<string, SyncErrorCode>> = {
  '28P01': 'TARGET_AUTH_FAILED',
  '28000': 'TARGET_AUTH_FAILED',
  '3D000': 'TARGET_AUTH_FAILED',
  '42501': 'TARGET_PERMISSION_DENIED',
  '42P01': 'TARGET_TABLE_MISSING',
  '3F000': 'TARGET_TABLE_MISSING',
  '42703': 'TARGET_COLUMN_MISSING',
  '55P03': 'TARGET_LOCKED',
  '40P01': 'TARGET_LOCKED',
  '40001': 'TARGET_LOCKED',
  '57014': 'TARGET_LOCKED',
  '57P01': 'TARGET_UNREACHABLE',
  '57P02': 'TARGET_UNREACHABLE',
  '57P03': 'TARGET_UNREACHABLE',
  '57P05': 'TARGET_UNREACHABLE',
}

const codesOfClasses: Readonly<Record<string, SyncErrorCode>> = {
  '08': 'TARGET_UNREACHABLE',
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
    const code = codeOf(error.code ?? '')
    return new SyncError(code, { ...detailsOf(error), ...details, sqlState: error.code }, error)
  }
  if (error.message.startsWith('SASL')) return new SyncError('TARGET_AUTH_FAILED', details, error)
  if (isConnectionFailure(error)) return new SyncError('TARGET_UNREACHABLE', details, error)
  return error
}

function codeOf(state: string): SyncErrorCode {
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

function isConnectionFailure(error: Error): boolean {
  const errno = (error as NodeJS.ErrnoException).code
  return (
    (errno !== undefined && unreachableErrnos.has(errno)) || unreachableMessages.test(error.message)
  )
}
