import { Type } from '@sinclair/typebox'
import { secretText, serviceSettings } from '@aaps-data/runtime'

/** An address or a network such as `10.0.0.0/8`. */
const proxy = '(loopback|[0-9a-fA-F.:]+(/[0-9]{1,3})?)'

/** The environment of the monitor. */
export const monitorConfig = Type.Object({
  ...serviceSettings,
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
  MONITOR_TRUST_PROXY: Type.Optional(
    Type.String({
      pattern: `^${proxy}(\\s*,\\s*${proxy})*$`,
      description:
        'the addresses of the reverse proxies before the page, or `loopback`, whose word for the address of a browser is taken; nobody’s when absent',
    }),
  ),
  MONITOR_TIME_ZONE: Type.String({
    default: 'America/La_Paz',
    description: 'the time zone of the instants that the page shows',
  }),
})
