import { Type } from '@sinclair/typebox'
import { durationMs, secretText } from '@aaps-data/runtime'

/** The environment of the scheduler. */
export const schedulerConfig = Type.Object({
  TARGET_DATABASE_URL: secretText({ description: 'the database that holds the ledger' }),
  AMQP_URL: secretText({ description: 'the broker, or its nodes separated by commas' }),
  CATALOG_DIR: Type.Optional(Type.String({ description: 'the directory of the datasets' })),
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace'].map((level) => Type.Literal(level)),
    { default: 'info' },
  ),
  HEALTH_HOST: Type.String({ default: '127.0.0.1', description: 'where health is served' }),
  HEALTH_PORT: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 65_535, description: 'no health server when absent' }),
  ),
  MONITOR_AMQP_USER: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'the login of the monitor, whose requests may name the person who asked; that of AMQP_URL when absent',
    }),
  ),
  SCHEDULER_TICK: durationMs({
    default: 1_000,
    minimum: 50,
    description: 'how often due slots are looked for',
  }),
  SCHEDULER_SWEEP: durationMs({
    default: 5_000,
    minimum: 50,
    description: 'how often dead workers, due retries and forgotten commands are looked for',
  }),
  SCHEDULER_NUDGE_AFTER: durationMs({
    default: 60_000,
    minimum: 500,
    description: 'after this long a run that is still queued is announced again',
  }),
})
