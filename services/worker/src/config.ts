import { Type } from '@sinclair/typebox'
import { durationMs, healthSettings, serviceSettings } from '@aaps-data/runtime'

/** The environment of the worker. Sources add one variable each, `SOURCE_<CONNECTION>_URL`. */
export const workerConfig = Type.Object({
  ...serviceSettings,
  ...healthSettings,
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
  WORKER_ACK_AFTER: durationMs({
    default: 600_000,
    minimum: 100,
    maximum: 86_400_000,
    description:
      "after this long a run's command is acknowledged while the run goes on; has to be below the broker's consumer_timeout, which is 30min unless somebody has set it",
  }),
  WORKER_STOP_GRACE: durationMs({
    default: 20_000,
    maximum: 40_000,
    description:
      'how long a stop waits for runs before it rolls them back; whoever stops the process has to wait 20s longer',
  }),
})
