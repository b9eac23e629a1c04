import { Cron } from 'croner'
import { isTimeZone } from './time-zone.ts'

/** The instants of a cron pattern on the clock of an IANA time zone. */
export interface CronSchedule {
  readonly cron: string
  readonly timeZone: string
}

/** The instants that are whole multiples of so many minutes since 1970, whatever the clocks do. */
export interface IntervalSchedule {
  readonly everyMinutes: number
}

/** When something is done by itself. */
export type Schedule = CronSchedule | IntervalSchedule

/**
 * What becomes of slots that are found late, because no scheduler was there or could reach the
 * ledger. `latest`: the last one gets a run and stands for the others. `all`: each gets its run,
 * the oldest first. `none`: they are left out.
 */
export type CatchUp = 'latest' | 'all' | 'none'

/** When a dataset is synchronised by itself, and what becomes of its slots where that is not plain. */
export type DatasetSchedule = Schedule & {
  readonly catchUp: CatchUp
  /** A slot that is found later than this gets no run; absent: none is too late. */
  readonly maxLatenessMinutes?: number
  /** Of a slot that comes due before the dataset's last run has ended: it waits, or gets no run. */
  readonly overlap: 'queue' | 'skip'
}

function openSchedule({ cron, timeZone }: CronSchedule): Cron {
  return new Cron(cron, { timezone: timeZone, paused: true, mode: '5-or-6-parts' })
}

/**
 * Says what is wrong with a schedule, or nothing. The pattern has five fields, or six with seconds
 * first. `?` and dates are refused: croner fills `?` in from the clock, and a date comes only once.
 */
export function scheduleFault({ cron, timeZone }: CronSchedule): 'cron' | 'timeZone' | undefined {
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
export function isValidSchedule(schedule: CronSchedule): boolean {
  return scheduleFault(schedule) === undefined
}

interface Span {
  readonly after: Date
  readonly until: Date
  readonly limit: number
}

/**
 * The instants of a schedule strictly after `after` and not after `until`, earliest first, at most
 * `limit`. Depends on nothing but its arguments. Where the clock of the zone jumps forward, a time
 * that it skips comes at the end of the jump; where it is set back, a fixed time that is repeated comes once.
 */
export function plannedInstants(schedule: Schedule, span: Span): Date[] {
  const nextAfter = stepsOf(schedule)
  const instants: Date[] = []
  let next = nextAfter(span.after)
  while (next !== null && next <= span.until && instants.length < span.limit) {
    instants.push(next)
    next = nextAfter(next)
  }
  return instants
}

function stepsOf(schedule: Schedule): (after: Date) => Date | null {
  if ('everyMinutes' in schedule) {
    const stepMs = schedule.everyMinutes * 60_000
    return (after) => new Date((Math.floor(after.getTime() / stepMs) + 1) * stepMs)
  }
  const cron = openSchedule(schedule)
  return (after) => cron.nextRun(after)
}

const yearMs = 366 * 24 * 3_600_000

/** The first instant of a schedule after `now`, within a year; undefined when it has none. */
export function nextInstant(schedule: Schedule, now: Date): Date | undefined {
  const until = new Date(now.getTime() + yearMs)
  return plannedInstants(schedule, { after: now, until, limit: 1 })[0]
}
