/** A date and time of day as it is written, without a zone of its own unless `offset` has one. */
export interface WrittenTime {
  readonly date: string
  /** `HH:MM:SS` with up to six decimals; undefined where only a date is written. */
  readonly time: string | undefined
  /** As `+00:00`; undefined where none is written. */
  readonly offset: string | undefined
}

const parts: Readonly<Record<string, string>> = {
  YYYY: String.raw`(?<year>\d{4})`,
  MM: String.raw`(?<month>\d{2})`,
  M: String.raw`(?<month>\d{1,2})`,
  DD: String.raw`(?<day>\d{2})`,
  D: String.raw`(?<day>\d{1,2})`,
  HH: String.raw`(?<hour>\d{2})`,
  mm: String.raw`(?<minute>\d{2})`,
  ss: String.raw`(?<second>\d{2})`,
}

const iso =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d+))?)?(?<offset>Z|[+-]\d{2}(?::?\d{2})?)?)?$/

/**
 * Makes a reader of dates and times: ISO 8601, and the declared forms, of which the first that fits
 * counts. It gives undefined for what is no date of the calendar, and for fractions of a second
 * that PostgreSQL would round.
 */
export function createTimeReader(
  formats: readonly string[],
): (text: string) => WrittenTime | undefined {
  const patterns = [...formats.map(patternOf), iso]
  return (text) => {
    const trimmed = text.trim()
    for (const pattern of patterns) {
      const groups = pattern.exec(trimmed)?.groups
      if (groups === undefined) continue
      const written = timeOf(groups)
      if (written !== undefined) return written
    }
    return undefined
  }
}

function patternOf(format: string): RegExp {
  const source = format.replace(/YYYY|MM|DD|HH|mm|ss|M|D|./g, (part) => parts[part] ?? `\\${part}`)
  return new RegExp(`^${source.replaceAll(String.raw`\T`, 'T').replaceAll(String.raw`\ `, ' ')}$`)
}

function timeOf(groups: Record<string, string | undefined>): WrittenTime | undefined {
  const { year = '', month = '', day = '', hour, minute = '00', second = '00', fraction } = groups
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (!isDate(Number(year), Number(month), Number(day))) return undefined
  if (hour === undefined) return { date, time: undefined, offset: undefined }
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const decimals = fraction?.replace(/0+$/, '') ?? ''
  if (decimals.length > 6) return undefined
  const time = `${hour}:${minute}:${second}${decimals === '' ? '' : `.${decimals}`}`
  const { offset } = groups
  return { date, time, offset: offset === 'Z' ? '+00:00' : offset }
}

const daysBefore = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isDate(year: number, month: number, day: number): boolean {
  if (year === 0 || month < 1 || month > 12 || day < 1) return false
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return day <= (daysBefore[month - 1] ?? 0) + (month === 2 && isLeap ? 1 : 0)
}
