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
  SCHEDULER_REQUESTS_PER_MINUTE: Type.Integer({
    default: 60,
    minimum: 1,
    maximum: 100_000,
    description: 'new runs that each other service may ask for in a minute',
  }),
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
    default: 15_000,
    minimum: 500,
    description:
      'after this long a run that is still queued is announced again; then ever more seldom, at the least every 5 minutes',
  }),
  RETENTION_SCHEDULED_DAYS: Type.Integer({
    default: 90,
    minimum: 1,
    maximum: 36_500,
    description: 'days after which runs of schedules are forgotten, with what belongs to them',
  }),
  RETENTION_INTERACTIVE_DAYS: Type.Integer({
    default: 365,
    minimum: 1,
    maximum: 36_500,
    description: 'the same for runs that people and services asked for',
  }),
  RETENTION_AUDIT_DAYS: Type.Integer({
    default: 1_095,
    minimum: 365,
    maximum: 36_500,
    description: 'days after which entries of the audit log are forgotten',
  }),
})
