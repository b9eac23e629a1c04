import { messageWithoutValues, redactText, redactValue, SyncError } from '@aaps-data/contracts'

const causesKept = 8

/** Details that quote rows of the source. The ledger keeps them; a log is read by more people. */
const rowData = new Set(['value', 'values', 'examples', 'key', 'keys', 'row', 'detail'])

/** An error as it appears in the log. */
export interface LoggedError {
  readonly type: string
  readonly message: string
  readonly code?: string
  readonly details?: unknown
  readonly stack?: string
  readonly errors?: readonly LoggedError[]
  readonly cause?: unknown
}

/**
 * An error with its code, details, stack and chain of causes, free of credentials. Details that
 * quote rows are left out, values in PostgreSQL's messages are cut, and other fields that a driver
 * hangs on its errors are left out as well, because they may hold rows or connections.
 */
export function errorForLog(error: Error, depth = 0): LoggedError {
  const code: unknown = 'code' in error ? error.code : undefined
  const nested = error instanceof AggregateError ? error.errors.filter(isError) : []
  return {
    type: error.name,
    message: redactText(messageWithoutValues(error)),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    ...(error instanceof SyncError
      ? { details: withoutRowData(redactValue(error.details, logged)) }
      : {}),
    ...(error.stack === undefined ? {} : { stack: redactText(stackOf(error, error.stack)) }),
    ...(nested.length === 0 || depth >= causesKept
      ? {}
      : { errors: nested.slice(0, causesKept).map((one) => errorForLog(one, depth + 1)) }),
    ...(error.cause === undefined || depth >= causesKept
      ? {}
      : { cause: redactValue(error.cause, (cause) => errorForLog(cause, depth + 1)) }),
  }
}

// A stack begins with the message as it was.
function stackOf(error: Error, stack: string): string {
  const message = messageWithoutValues(error)
  if (message === error.message) return stack
  const [frames = ''] = /(?:\n\s+at [^\n]*)*$/.exec(stack) ?? []
  return `${error.name}: ${message}${frames}`
}

function withoutRowData(details: unknown): unknown {
  if (Array.isArray(details)) return details.map(withoutRowData)
  if (typeof details !== 'object' || details === null) return details
  return Object.fromEntries(
    Object.entries(details)
      .filter(([name]) => !rowData.has(name))
      .map(([name, field]) => [name, withoutRowData(field)]),
  )
}

function logged(error: Error): LoggedError {
  return errorForLog(error)
}

function isError(value: unknown): value is Error {
  return value instanceof Error
}
