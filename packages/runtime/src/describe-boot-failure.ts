import { redactText, redactValue, SyncError } from '@aaps-data/contracts'
import { errorForLog, type LoggedError } from './error-for-log.ts'
import type { ConfigFault } from './load-config.ts'

/**
 * Why a service did not start, or a command failed, for the person who started it: one line, then
 * one line a fault or a cause. A defect comes with its stack. Free of credentials.
 */
export function describeBootFailure(
  name: string,
  error: unknown,
  what: 'did not start' | 'failed' = 'did not start',
): string {
  if (!(error instanceof SyncError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return `${name} ${what}: ${redactText(text)}`
  }
  const lines = [`${name} ${what}: ${error.message} (${error.code})`]
  const { faults, ...details } = error.details
  if (Array.isArray(faults)) lines.push(...faults.map((fault) => `  ${describeFault(fault)}`))
  for (const [key, value] of Object.entries(details)) {
    lines.push(`  ${key}: ${redactText(JSON.stringify(redactValue(value, errorForLog)))}`)
  }
  for (let cause: unknown = errorForLog(error).cause; isLogged(cause); cause = cause.cause) {
    lines.push(`  because: ${cause.message}`)
  }
  return lines.join('\n')
}

/** Where a fault of a definition is, in the form that editors and terminals make a link of. */
interface FileFault {
  readonly file: string
  readonly line: number
  readonly path: string
  readonly reason: string
}

function describeFault(fault: unknown): string {
  if (has<ConfigFault>(fault, ['variable', 'reason', 'expected'])) {
    return `${fault.variable} ${fault.reason}; expected ${fault.expected}`
  }
  if (has<FileFault>(fault, ['file', 'line', 'path', 'reason'])) {
    const place = fault.path === '' ? '' : ` ${fault.path}`
    return `${fault.file}:${fault.line}${place}: ${redactText(fault.reason)}`
  }
  return redactText(JSON.stringify(fault))
}

function has<Fault>(fault: unknown, keys: readonly (keyof Fault & string)[]): fault is Fault {
  return typeof fault === 'object' && fault !== null && keys.every((key) => key in fault)
}

function isLogged(cause: unknown): cause is LoggedError {
  return typeof cause === 'object' && cause !== null && 'message' in cause
}
