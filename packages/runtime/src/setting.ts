import { Type, type SchemaOptions, type TInteger, type TString } from '@sinclair/typebox'

interface DurationOptions {
  /** Milliseconds. */
  readonly default?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly description: string
}

/** A variable that holds a duration, such as `500ms`, `30s` or `5m`; milliseconds in the config. */
export function durationMs(options: DurationOptions): TInteger {
  return Type.Integer({ minimum: 0, ...options, unit: 'ms' })
}

/** A variable that holds a secret; its `X_FILE` may name the file to read it from. */
export function secretText(options: SchemaOptions & { readonly description: string }): TString {
  return Type.String({ minLength: 1, ...options, secret: true })
}
