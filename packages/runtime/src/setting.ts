import {
  Type,
  type SchemaOptions,
  type TInteger,
  type TObject,
  type TString,
} from '@sinclair/typebox'

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

/** A variable that holds the URL of a PostgreSQL database, and with it a secret. */
export function databaseUrl(options: { readonly description: string }): TString {
  const examples = ['postgres://user:password@host:5432/database']
  return secretText({ pattern: '^postgres(ql)?://', examples, ...options })
}

/** A variable that holds where files are: a folder, or an address, which may hold a secret. */
export function filesUrl(options: { readonly description: string }): TString {
  const examples = ['file:///folder/', 'https://user:password@host/folder/']
  return secretText({ pattern: '^(file:///|https?://)', examples, ...options })
}

/** The variables of these names, each the URL of a source of its kind that is required. */
export function sourceUrls(
  kinds: ReadonlyMap<string, 'database' | 'files'>,
  options: { readonly description: string },
): TObject<Record<string, TString>> {
  return Type.Object(
    Object.fromEntries(
      [...kinds].map(([name, kind]) => [
        name,
        kind === 'files' ? filesUrl(options) : databaseUrl(options),
      ]),
    ),
  )
}

/**
 * A variable that holds the URLs of a broker's nodes, and with them a secret. All are encrypted or
 * none is: else whoever keeps the encrypted one out of reach is told the password.
 */
export function brokerUrl(options: { readonly description: string }): TString {
  const examples = ['amqp://user:password@host:5672/vhost']
  const nodesOf = (scheme: string) => `\\s*${scheme}://[^,]*(,\\s*(${scheme}://[^,]*)?)*`
  return secretText({ pattern: `^(${nodesOf('amqp')}|${nodesOf('amqps')})$`, examples, ...options })
}
