import { Cron } from 'croner'
import type { Schedule } from './dataset.ts'

function openSchedule({ cron, timeZone }: Schedule): Cron {
  return new Cron(cron, { timezone: timeZone, paused: true, mode: '5-or-6-parts' })
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/**
 * Says what is wrong with a schedule, or nothing. The pattern has five fields, or six with seconds
 * first. `?` and dates are refused: croner fills `?` in from the clock, and a date comes only once.
 */
export function scheduleFault({ cron, timeZone }: Schedule): 'cron' | 'timeZone' | undefined {
  if (!isTimeZone(timeZone)) return 'timeZone'
  if (/[?:]/.test(cron)) return 'cron'
  try {
    openSchedule({ cron, timeZone })
    return undefined
  } catch {
    return 'cron'
  }
}

/** Whether the pattern and the time zone can be read. */
export function isValidSchedule(schedule: Schedule): boolean {
  return scheduleFault(schedule) === undefined
}

/**
 * The instants of a schedule strictly after `after` and not after `until`, earliest first, at most
 * `limit`. Depends on nothing but its arguments. Where the clock of the zone jumps forward, a time
 * that it skips comes at the end of the jump; where it is set back, a fixed time that is repeated comes once.
 */
export function plannedInstants(
  schedule: Schedule,
  { after, until, limit }: { readonly after: Date; readonly until: Date; readonly limit: number },
): Date[] {
  const cron = openSchedule(schedule)
  const instants: Date[] = []
  let next = cron.nextRun(after)
  while (next !== null && next <= until && instants.length < limit) {
    instants.push(next)
    next = cron.nextRun(next)
  }
  return instants
}
