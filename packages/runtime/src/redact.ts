import { isNativeError } from 'node:util/types'

const secretName = 'passw(?:or)?d|passphrase|secret|authorization|cookie|token|api[-_]?key'
const secretField = new RegExp(secretName, 'i')
const secretFieldOfLine = new RegExp(`("[^"]*(?:${secretName})[^"]*"):"(?:[^"\\\\]|\\\\.)*"`, 'gi')

// Greedy up to the last @ of the word: a password may hold an unescaped @ or /.
const urlCredentials = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*):[^\s"]*@/gi
const assignedPassword = /\b(password|passwd|pwd)(\s*=\s*)('[^'"\\]*'|[^\s;&"',\\]+)/gi

const depthKept = 8
const hidden = '[redacted]'

/** Hides the passwords of URLs and of `password=…` pairs. */
export function redactText(text: string): string {
  return text.replace(urlCredentials, '$1:***@').replace(assignedPassword, '$1$2***')
}

/** The same for a line of JSON, where fields named after a secret are hidden as well. */
export function redactLine(line: string): string {
  return redactText(line).replace(secretFieldOfLine, `$1:"${hidden}"`)
}

/**
 * A copy of a value that is safe to log: texts without credentials, and the fields that hold a
 * secret by their name hidden, however deep. `ofError` says what becomes of an Error.
 */
export function redactValue(
  value: unknown,
  ofError: (error: Error) => unknown,
  depth = 0,
): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error || isNativeError(value)) return ofError(value)
  if (depth >= depthKept) return '[deep]'
  if (Array.isArray(value)) return value.map((item) => redactValue(item, ofError, depth + 1))
  if (value instanceof URL) return redactText(value.href)
  if ('toJSON' in value && typeof value.toJSON === 'function') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      secretField.test(key) && field !== undefined
        ? hidden
        : redactValue(field, ofError, depth + 1),
    ]),
  )
}
