import { redactValue, storableText } from './redact-value.ts'
import { SyncError, type ErrorReport } from './sync-error.ts'

const causesKept = 8
const messageLength = 500

/**
 * A failure in the form in which the ledger keeps it and the page shows it. Bounded in size, free
 * of credentials, and storable. What is not a `SyncError` is reported as a `DEFECT`. Never throws,
 * whatever the details and causes are: a failure that cannot be told would be lost.
 */
export function reportError(error: unknown): ErrorReport {
  const known = error instanceof SyncError ? error : new SyncError('DEFECT', {}, asError(error))
  return {
    code: known.code,
    message: known.message,
    details: redactValue(known.details) as ErrorReport['details'],
    causes: causeChain(known.cause).map(describeCause),
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(readText(() => String(thrown)))
}

function causeChain(error: unknown): readonly Error[] {
  const chain: Error[] = []
  let current = error
  while (current instanceof Error && chain.length < causesKept && !chain.includes(current)) {
    chain.push(current)
    current = causeOf(current)
  }
  return chain
}

function causeOf(error: Error): unknown {
  try {
    return error.cause
  } catch {
    return undefined
  }
}

function describeCause(cause: Error): ErrorReport['causes'][number] {
  return {
    name: readText(() => nameOf(cause)),
    message: readText(() => cause.message),
  }
}

function nameOf(error: Error): string {
  const code: unknown = 'code' in error ? error.code : undefined
  return typeof code === 'string' ? `${error.name} ${code}` : error.name
}

function readText(read: () => string): string {
  try {
    return storableText(read(), messageLength)
  } catch {
    return '[unreadable]'
  }
}
