import type { ClosedHours } from '@aaps-data/catalog'

const minuteMs = 60_000
const horizonMinutes = 8 * 24 * 60

type Weekday = ClosedHours['days'][number]
const week: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** Says whether an instant is within hours in which a source may not be read. Pure. */
export function isClosed(hours: readonly ClosedHours[], at: Date): boolean {
  return hours.some((each) => isWithin(each, at))
}

/**
 * The next instant, a whole minute after `at`, from which on a source is open or closed, as asked;
 * undefined when that does not come within eight days. Pure.
 */
export function nextInstant(
  hours: readonly ClosedHours[],
  { at, closed }: { readonly at: Date; readonly closed: boolean },
): Date | undefined {
  if (hours.length === 0) return undefined
  const start = Math.floor(at.getTime() / minuteMs) * minuteMs
  for (let minute = 1; minute <= horizonMinutes; minute += 1) {
    const instant = new Date(start + minute * minuteMs)
    if (isClosed(hours, instant) === closed) return instant
  }
  return undefined
}

function isWithin({ days, from, to, timeZone }: ClosedHours, at: Date): boolean {
  const { day, time } = localTime(at, timeZone)
  if (from < to) return days.includes(day) && from <= time && time < to
  const dayBefore = week[(week.indexOf(day) + 6) % 7]
  const isTail = dayBefore !== undefined && days.includes(dayBefore) && time < to
  return isTail || (days.includes(day) && time >= from)
}

function localTime(at: Date, timeZone: string): { readonly day: Weekday; readonly time: string } {
  const parts = formatOf(timeZone).formatToParts(at)
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  return {
    day: part('weekday').toLowerCase() as Weekday,
    time: `${part('hour')}:${part('minute')}`,
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

// Making one takes a thousand times as long as using it.
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(timeZone, format)
  return format
}
