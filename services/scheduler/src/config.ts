import { Type } from '@sinclair/typebox'
import { durationMs, healthSettings, serviceSettings } from '@aaps-data/runtime'

/** The environment of the scheduler. */
export const schedulerConfig = Type.Object({
  ...serviceSettings,
  ...healthSettings,
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
