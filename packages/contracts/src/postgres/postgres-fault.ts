/** What a failure says of a server of PostgreSQL, whatever it is used for. */
export type PostgresFault =
  'UNREACHABLE' | 'AUTH_FAILED' | 'PERMISSION_DENIED' | 'TABLE_MISSING' | 'COLUMN_MISSING'

const faultsOfStates: Readonly<Record<string, PostgresFault>> = {
  '57P01': 'UNREACHABLE',
  '57P02': 'UNREACHABLE',
  '57P03': 'UNREACHABLE',
  '57P05': 'UNREACHABLE',
  // It ended a transaction in which it heard nothing for too long.
  '25P03': 'UNREACHABLE',
  '28P01': 'AUTH_FAILED',
  '28000': 'AUTH_FAILED',
  '3D000': 'AUTH_FAILED',
  '42501': 'PERMISSION_DENIED',
  '42P01': 'TABLE_MISSING',
  '3F000': 'TABLE_MISSING',
  '42703': 'COLUMN_MISSING',
}

// PgBouncer refuses an unknown user or database with a protocol violation.
const refusedByPgBouncer = /no such (user|database)|authentication failed|not allowed/

const connectionErrnos = new Set([
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
const connectionMessages =
  /(^|\s-\s)(Connection terminated|timeout expired|Client was closed|Client has encountered a connection error|Knex: Timeout acquiring a connection)/

/** Says what an error that the server sent means; undefined where it depends on its use. */
export function faultOfState({
  code: state = '',
  message,
}: {
  readonly code?: string | undefined
  readonly message: string
}): PostgresFault | undefined {
  if (state === '08P01' && refusedByPgBouncer.test(message)) return 'AUTH_FAILED'
  return state.startsWith('08') ? 'UNREACHABLE' : faultsOfStates[state]
}

/**
 * Says whether a server could not hold a value or a row in one piece: at most 1 GB, in the form in
 * which it is written out.
 */
export function isTooLarge({
  code,
  message,
}: {
  readonly code?: string | undefined
  readonly message: string
}): boolean {
  return code === '54000' || message.includes('invalid memory alloc request size')
}

/** Says what an error that did not come from the server means; undefined where it is a defect. */
export function faultOfConnection(error: Error): PostgresFault | undefined {
  if (error.message.startsWith('SASL')) return 'AUTH_FAILED'
  const errno = (error as NodeJS.ErrnoException).code
  const isLost =
    (errno !== undefined && connectionErrnos.has(errno)) || connectionMessages.test(error.message)
  return isLost ? 'UNREACHABLE' : undefined
}
