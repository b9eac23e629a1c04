import { Type } from '@sinclair/typebox'
import { brokerUrl, databaseUrl } from './setting.ts'

/** The variables that every service reads. */
export const serviceSettings = {
  TARGET_DATABASE_URL: databaseUrl({ description: 'the database that holds target and ledger' }),
  AMQP_URL: brokerUrl({
    description:
      'the broker, or its nodes separated by commas; `amqps://…?cacertfile=/path/ca.pem` for TLS with an authority of your own',
  }),
  AMQP_TOPOLOGY: Type.Union([Type.Literal('declare'), Type.Literal('check')], {
    default: 'declare',
    description:
      'whether the service declares exchanges and queues, or only checks those that `aaps-sync topology apply` has declared, as it must with a login that may not',
  }),
  CATALOG_DIR: Type.Optional(Type.String({ description: 'the directory of the datasets' })),
  LOG_LEVEL: Type.Union(
    [
      Type.Literal('fatal'),
      Type.Literal('error'),
      Type.Literal('warn'),
      Type.Literal('info'),
      Type.Literal('debug'),
      Type.Literal('trace'),
    ],
    { default: 'info', description: 'what is logged: this and all that is worse' },
  ),
}

/** The variables of a service whose health is served on a port of its own. */
export const healthSettings = {
  HEALTH_HOST: Type.String({ default: '127.0.0.1', description: 'where health is served' }),
  HEALTH_PORT: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 65_535,
      description: 'of the health server; there is none when absent',
    }),
  ),
}
