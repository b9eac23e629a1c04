import { namesSecret, redactText } from './redact.ts'

const depthKept = 16
const entriesKept = 200
const textKept = 10_000

/** What becomes of an Error within a value. */
type ErrorView = (error: Error) => unknown

/**
 * A plain copy of a value, as JSON can carry it and PostgreSQL can store it: texts without
 * credentials, fields that hold a secret by their name hidden. Bounded: texts are cut at 10,000
 * characters, lists and objects at 200 entries, and what is deeper than 16 levels is left out.
 *
 * Never throws: what refers to itself, cannot be read or has no form in JSON becomes a text that
 * says so.
 */
export function redactValue(value: unknown, ofError: ErrorView = nameAndMessage): unknown {
  return copy(value, { ofError, above: [] })
}

/** A text without credentials, of at most `length` characters, that PostgreSQL can store in JSON. */
export function storableText(text: string, length: number = textKept): string {
  return redactText(text)
    .slice(0, length)
    .replace(/[\0\p{Surrogate}]/gu, '\ufffd')
}

interface Place {
  readonly ofError: ErrorView
  /** The objects that hold this value, from the outermost on. */
  readonly above: readonly object[]
}

function copy(value: unknown, place: Place): unknown {
  try {
    switch (typeof value) {
      case 'string':
        return storableText(value)
      case 'bigint':
      case 'symbol':
        return storableText(String(value))
      case 'number':
        return Number.isFinite(value) ? value : String(value)
      case 'function':
        return '[function]'
      case 'object':
        return value === null ? null : copyObject(value, place)
      case 'boolean':
      case 'undefined':
        return value
    }
  } catch {
    return '[unreadable]'
  }
}

function copyObject(value: object, { ofError, above }: Place): unknown {
  if (above.includes(value)) return '[circular]'
  if (above.length >= depthKept) return '[deep]'
  const within: Place = { ofError, above: [...above, value] }
  if (value instanceof Error) return copy(ofError(value), within)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return copyList(value, within)
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return copy((value.toJSON as () => unknown)(), within)
  }
  const fields = Object.keys(value).slice(0, entriesKept)
  return Object.fromEntries(fields.map((name) => copyField(value, name, within)))
}

function copyList(list: readonly unknown[], within: Place): readonly unknown[] {
  const kept = list.slice(0, entriesKept).map((item) => copy(item, within))
  const left = list.length - kept.length
  return left > 0 ? [...kept, `[${left} more]`] : kept
}

function copyField(owner: object, name: string, within: Place): readonly [string, unknown] {
  const shown = storableText(name)
  try {
    const field: unknown = Reflect.get(owner, name)
    const isHidden = namesSecret(name) && field !== undefined
    return [shown, isHidden ? '[redacted]' : copy(field, within)]
  } catch {
    return [shown, '[unreadable]']
  }
}

function nameAndMessage({ name, message }: Error): unknown {
  return { name, message }
}
