import { Type } from '@sinclair/typebox'
import { secretText } from '@aaps-data/runtime'

/** The environment of the monitor. */
export const monitorConfig = Type.Object({
  TARGET_DATABASE_URL: secretText({ description: 'the database that holds target and ledger' }),
  AMQP_URL: secretText({ description: 'the broker, or its nodes separated by commas' }),
  CATALOG_DIR: Type.Optional(Type.String({ description: 'the directory of the datasets' })),
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace'].map((level) => Type.Literal(level)),
    { default: 'info' },
  ),
  MONITOR_HOST: Type.String({ default: '127.0.0.1', description: 'where the page is served' }),
  MONITOR_PORT: Type.Integer({
    default: 8080,
    minimum: 0,
    maximum: 65_535,
    description: '0 takes a free port',
  }),
  MONITOR_ADMIN_PASSWORD: Type.Optional(
    secretText({
      description: 'of the user admin, made when there is no user yet; a random one when absent',
    }),
  ),
  MONITOR_TIME_ZONE: Type.String({
    default: 'America/La_Paz',
    description: 'the time zone of the instants that the page shows',
  }),
})
