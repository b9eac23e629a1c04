import { redactValue } from '@aaps-data/contracts'
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino'
import { errorForLog } from './error-for-log.ts'
import { redactLine } from './redact-line.ts'

export type Logger = PinoLogger
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

interface LoggerOptions {
  readonly service: string
  readonly level: LogLevel
  readonly instance: string
  /** Where the lines go; standard output unless given. */
  readonly destination?: DestinationStream
}

/**
 * A logger of JSON lines. An error belongs under the key `err`.
 *
 * No credential reaches a line: not from a field, however deep, not from a message, an error or
 * its causes, nor from the bindings of a child.
 */
export function createLogger({ service, level, instance, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service, instance },
    timestamp: pino.stdTimeFunctions.isoTime,
    // The formatter below has already turned errors into plain objects.
    serializers: { err: (err: unknown) => (err instanceof Error ? errorForLog(err) : err) },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) =>
        redactValue(fields, (error) => errorForLog(error)) as Record<string, unknown>,
    },
    // The formatter above never sees the bindings of a child; this sees every line.
    hooks: { streamWrite: redactLine },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}
