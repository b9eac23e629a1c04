import { SyncError, type ErrorReport } from './sync-error.ts'

const causesKept = 8
const messageLength = 500

/** Hides the password of every URL in a text. */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@]*@/gi, '$1:***@')
}

function causeChain(error: unknown): readonly Error[] {
  const chain: Error[] = []
  let current = error
  while (current instanceof Error && chain.length < causesKept && !chain.includes(current)) {
    chain.push(current)
    current = current.cause
  }
  return chain
}

function nameOf(error: Error): string {
  const code: unknown = 'code' in error ? error.code : undefined
  return typeof code === 'string' ? `${error.name} ${code}` : error.name
}

/**
 * A failure in the form in which the ledger keeps it and the page shows it. Bounded in size, and
 * free of credentials. What is not a `SyncError` is reported as a `DEFECT`.
 */
export function reportError(error: unknown): ErrorReport {
  const known =
    error instanceof SyncError
      ? error
      : new SyncError('DEFECT', {}, error instanceof Error ? error : new Error(String(error)))
  return {
    code: known.code,
    message: known.message,
    details: JSON.parse(
      withoutCredentials(JSON.stringify(known.details)),
    ) as ErrorReport['details'],
    causes: causeChain(known.cause).map((cause) => ({
      name: nameOf(cause),
      message: withoutCredentials(cause.message).slice(0, messageLength),
    })),
  }
}
