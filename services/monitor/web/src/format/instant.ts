import { localeTag, type Locale } from './locale.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(name: string, locale: Locale, options: Intl.DateTimeFormatOptions) {
  const key = `${name} ${locale.language} ${locale.timeZone}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(localeTag(locale.language), {
      ...options,
      timeZone: locale.timeZone,
      hourCycle: 'h23',
    })
    formats.set(key, format)
  }
  return format
}

/** The time of day: `13:05`. */
export function formatClock(at: string | number, locale: Locale): string {
  const format = dateFormat('clock', locale, { hour: '2-digit', minute: '2-digit' })
  return format.format(new Date(at))
}

/** The time of day to the second: `13:05:09`. */
export function formatSeconds(at: string | number, locale: Locale): string {
  const format = dateFormat('seconds', locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  return format.format(new Date(at))
}

/** The calendar day, as text to compare: two instants of one day of the time zone are equal. */
export function formatDay(at: string | number, locale: Locale): string {
  const format = dateFormat('day', locale, { day: 'numeric', month: 'short', year: 'numeric' })
  return format.format(new Date(at))
}

/** The time of day, with its day when that is not the day of `now`: `23 nov, 13:05`. */
export function formatMoment(at: string | number, now: number, locale: Locale): string {
  if (formatDay(at, locale) === formatDay(now, locale)) return formatClock(at, locale)
  const format = dateFormat('moment', locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
  return format.format(new Date(at))
}

/** To the second, with the zone named: for titles and reports. */
export function formatExact(at: string | number, locale: Locale): string {
  const format = dateFormat('exact', locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  return `${format.format(new Date(at))} (${locale.timeZone})`
}
