import { readFileSync } from 'node:fs'
import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { SyncError } from '@aaps-data/contracts'
import { coerceSetting } from './coerce-setting.ts'

/** One variable that is missing or wrong. It never carries the value. */
export interface ConfigFault {
  readonly variable: string
  readonly reason: string
  readonly expected: string
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The configuration of a service, read from the environment and frozen.
 *
 * Each property of the schema is the name of a variable; no other variable is looked at. Defaults
 * of the schema apply to what is unset or empty. For a schema with `secret: true` the variable
 * `X_FILE` may name the file that holds X. Throws `CONFIG_INVALID` whose `details.faults` lists
 * every fault at once.
 */
export function loadConfig<Schema extends TObject>(
  schema: Schema,
  env: Environment,
): Readonly<Static<Schema>> {
  const faults: ConfigFault[] = []
  const settings: Record<string, unknown> = {}
  for (const [variable, property] of Object.entries<TSchema>(schema.properties)) {
    const found = readSetting(variable, property, env)
    if ('reason' in found) {
      faults.push({ variable, reason: found.reason, expected: describeExpected(property) })
      continue
    }
    const isRequired = schema.required?.includes(variable) === true
    const value =
      found.text === undefined ? (property.default as unknown) : coerceSetting(property, found.text)
    if (value === undefined) {
      if (isRequired) {
        faults.push({ variable, reason: 'is not set', expected: describeExpected(property) })
      }
      continue
    }
    if (!Value.Check(property, value)) {
      faults.push({ variable, reason: 'is not valid', expected: describeExpected(property) })
      continue
    }
    settings[variable] = value
  }
  if (faults.length > 0) throw new SyncError('CONFIG_INVALID', { faults })
  return Object.freeze(settings)
}

type FoundSetting = { readonly text: string | undefined } | { readonly reason: string }

function readSetting(variable: string, property: TSchema, env: Environment): FoundSetting {
  const text = env[variable] === '' ? undefined : env[variable]
  const fileVariable = `${variable}_FILE`
  const path = property['secret'] === true ? env[fileVariable] : undefined
  if (path === undefined || path === '') return { text }
  if (text !== undefined) return { reason: `is set together with ${fileVariable}` }
  try {
    return { text: readFileSync(path, 'utf8').replace(/\r?\n$/, '') }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { reason: `cannot be read from the file that ${fileVariable} names (${code})` }
  }
}

function describeExpected(property: TSchema): string {
  const kind = describeKind(property)
  return property.description === undefined ? kind : `${kind}: ${property.description}`
}

/** What a variable may hold, in words, by its schema. */
export function describeKind(property: TSchema): string {
  if (Array.isArray(property['anyOf'])) {
    const choices = property['anyOf'] as readonly TSchema[]
    return `one of ${choices.map((choice) => String(choice['const'])).join(', ')}`
  }
  if (property['unit'] === 'ms')
    return `a duration such as 500ms, 30s or 5m${describeRange(property)}`
  if (property['type'] === 'boolean') return 'true or false'
  if (property['type'] === 'integer') return `a whole number${describeRange(property)}`
  if (property['type'] === 'number') return `a number${describeRange(property)}`
  const [example] = (property['examples'] ?? []) as readonly unknown[]
  if (example !== undefined) return `a text such as ${example as string}`
  return property['pattern'] === undefined ? 'a text' : `a text that matches ${property['pattern']}`
}

function describeRange(property: TSchema): string {
  const limits: string[] = []
  if (property['minimum'] !== undefined) limits.push(`at least ${property['minimum']}`)
  if (property['maximum'] !== undefined) limits.push(`at most ${property['maximum']}`)
  if (limits.length === 0) return ''
  const unit = property['unit'] === 'ms' ? ' ms' : ''
  return `, ${limits.join(', ')}${unit}`
}
