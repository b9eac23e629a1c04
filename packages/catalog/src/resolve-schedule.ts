import type { ScheduleDefinition } from './dataset-definition.ts'
import type { DatasetSchedule } from './schedule.ts'

/** A slot that waits no longer than this for a scheduler is on time. */
const onTimeMinutes = 1

/** A checked schedule with what it may leave out: the latest late slot catches up, and waits its turn. */
export function resolveSchedule(
  definition: ScheduleDefinition | undefined,
): DatasetSchedule | undefined {
  if (definition === undefined) return undefined
  const { cron, timeZone, everyMinutes, catchUp = 'latest', overlap = 'queue' } = definition
  const maxLatenessMinutes =
    definition.maxLatenessMinutes ?? (catchUp === 'none' ? onTimeMinutes : undefined)
  const slots = {
    catchUp,
    overlap,
    ...(maxLatenessMinutes === undefined ? {} : { maxLatenessMinutes }),
  }
  if (everyMinutes !== undefined) return { everyMinutes, ...slots }
  if (cron === undefined || timeZone === undefined) throw new Error('A schedule was not checked')
  return { cron, timeZone, ...slots }
}
