import { Type } from '@sinclair/typebox'
import { durationMs, secretText } from '@aaps-data/runtime'

/** The environment of the worker. Sources add one variable each, `SOURCE_<CONNECTION>_URL`. */
export const workerConfig = Type.Object({
  TARGET_DATABASE_URL: secretText({ description: 'the database that holds target and ledger' }),
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
  WORKER_SLOTS_SCHEDULED: Type.Integer({
    default: 1,
    minimum: 0,
    maximum: 64,
    description: 'runs of schedules at one time',
  }),
  WORKER_SLOTS_INTERACTIVE: Type.Integer({
    default: 1,
    minimum: 0,
    maximum: 64,
    description: 'runs that people and services wait for at one time',
  }),
  WORKER_LEASE: durationMs({
    default: 30_000,
    minimum: 1_000,
    description: 'after this long without a sign of the worker its run is given to another',
  }),
  WORKER_STOP_GRACE: durationMs({
    default: 20_000,
    description: 'how long a stop waits for runs before it rolls them back',
  }),
})
