import { Value } from '@sinclair/typebox/value'
import { CronDefinition, ScheduleDefinition } from './dataset-definition.ts'
import type { Finding } from './fault.ts'
import { partOf } from './readable-table.ts'
import { scheduleFault, type CronSchedule } from './schedule.ts'

type Property = 'schedule' | 'fullReconcile'

function checkCron(schedule: CronSchedule, property: Property): readonly Finding[] {
  switch (scheduleFault(schedule)) {
    case 'timeZone':
      return [
        {
          path: [property, 'timeZone'],
          reason: `no such time zone: ${schedule.timeZone}; write a name of the IANA list such as America/La_Paz`,
        },
      ]
    case 'cron':
      return [
        {
          path: [property, 'cron'],
          reason: `not a cron pattern: ${schedule.cron}; write minute, hour, day, month and weekday`,
        },
      ]
    case undefined:
      return []
  }
}

/** When a dataset is synchronised: by a pattern on the clock of a zone, or at an interval. */
export function checkSchedule(value: unknown): readonly Finding[] {
  const schedule = partOf(value, 'schedule')
  if (!Value.Check(ScheduleDefinition, schedule)) return []
  if (Object.keys(schedule).length === 0) return []
  const { cron, timeZone, everyMinutes } = schedule
  const path = ['schedule']
  if (everyMinutes !== undefined) {
    return cron === undefined && timeZone === undefined
      ? []
      : [{ path, reason: 'a pattern and an interval; write `cron` or `everyMinutes`, not both' }]
  }
  if (cron === undefined) {
    return [{ path, reason: 'says no time; write `cron` and `timeZone`, or `everyMinutes`' }]
  }
  if (timeZone === undefined) {
    return [{ path, reason: 'a pattern without a zone; write `timeZone: America/La_Paz`' }]
  }
  return checkCron({ cron, timeZone }, 'schedule')
}

export function checkReconcile(value: unknown): readonly Finding[] {
  const schedule = partOf(value, 'fullReconcile')
  return Value.Check(CronDefinition, schedule) ? checkCron(schedule, 'fullReconcile') : []
}
