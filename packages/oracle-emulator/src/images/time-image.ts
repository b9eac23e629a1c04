import { OracleError } from '../oracle-error.ts'

/** A wall clock's reading. Years before Christ are negative, and there is no year 0. */
export interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly nanosecond: number
}

/** The image of a DATE, 7 bytes, or with `withFraction` of a TIMESTAMP, 11. They compare as their times do. */
export function encodeTime(time: WallTime, withFraction: boolean): Buffer {
  const image = Buffer.allocUnsafe(withFraction ? 11 : 7)
  image[0] = Math.trunc(time.year / 100) + 100
  image[1] = (time.year % 100) + 100
  image[2] = time.month
  image[3] = time.day
  image[4] = time.hour + 1
  image[5] = time.minute + 1
  image[6] = time.second + 1
  if (withFraction) image.writeUInt32BE(time.nanosecond, 7)
  return image
}

export function yearOf(image: Buffer): number {
  return (image.readUInt8(0) - 100) * 100 + image.readUInt8(1) - 100
}

/** The clock's reading of a DATE or TIMESTAMP; of one with a zone, in UTC. */
export function decodeTime(image: Buffer): WallTime {
  return {
    year: yearOf(image),
    month: image.readUInt8(2),
    day: image.readUInt8(3),
    hour: image.readUInt8(4) - 1,
    minute: image.readUInt8(5) - 1,
    second: image.readUInt8(6) - 1,
    nanosecond: image.length >= 11 ? image.readUInt32BE(7) : 0,
  }
}

/** The image of a TIMESTAMP WITH TIME ZONE: the clock in UTC, then the zone's offset. */
export function encodeZonedTime(utc: WallTime, offsetMinutes: number): Buffer {
  const hours = Math.trunc(offsetMinutes / 60)
  return Buffer.concat([
    encodeTime(utc, true),
    Buffer.from([hours + 20, (offsetMinutes % 60) + 60]),
  ])
}

export function offsetOf(image: Buffer): number {
  return image.length < 13 ? 0 : (image.readUInt8(11) - 20) * 60 + image.readUInt8(12) - 60
}

/** Days since the first of Oracle's, 1 January 4713 BC; the Julian calendar until October 1582. */
export function dayNumber({ year, month, day }: Pick<WallTime, 'year' | 'month' | 'day'>): number {
  const astronomical = year < 0 ? year + 1 : year
  const shift = Math.floor((14 - month) / 12)
  const y = astronomical + 4800 - shift
  const m = month + 12 * shift - 3
  const common = day + Math.floor((153 * m + 2) / 5) + 365 * y + Math.floor(y / 4)
  const isJulian = year * 10_000 + month * 100 + day < 15_821_015
  return isJulian ? common - 32_083 : common - Math.floor(y / 100) + Math.floor(y / 400) - 32_045
}

/** The day of a day number. Throws ORA-01841 outside of Oracle's calendar. */
export function dayOfNumber(number: number): Pick<WallTime, 'year' | 'month' | 'day'> {
  let c: number
  let century = 0
  if (number >= 2_299_161) {
    const a = number + 32_044
    century = Math.floor((4 * a + 3) / 146_097)
    c = a - Math.floor((146_097 * century) / 4)
  } else {
    c = number + 32_082
  }
  const d = Math.floor((4 * c + 3) / 1461)
  const e = c - Math.floor((1461 * d) / 4)
  const m = Math.floor((5 * e + 2) / 153)
  const year = 100 * century + d - 4800 + Math.floor(m / 10)
  if (year < -4712 || year > 9999) throw yearOutOfRange()
  return {
    year: year <= 0 ? year - 1 : year,
    month: m + 3 - 12 * Math.floor(m / 10),
    day: e - Math.floor((153 * m + 2) / 5) + 1,
  }
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) {
    const astronomical = year < 0 ? year + 1 : year
    const isLeap =
      astronomical % 4 === 0 &&
      (year <= 1582 || astronomical % 100 !== 0 || astronomical % 400 === 0)
    return isLeap ? 29 : 28
  }
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

export function yearOutOfRange(): OracleError {
  return new OracleError(1841, '(full) year must be between -4713 and +9999, and not be 0')
}

const dayNanoseconds = 86_400_000_000_000n

/** Nanoseconds since the first of Oracle's days. */
export function instantOf(time: WallTime): bigint {
  const seconds = (time.hour * 60 + time.minute) * 60 + time.second
  return (
    BigInt(dayNumber(time)) * dayNanoseconds +
    BigInt(seconds) * 1_000_000_000n +
    BigInt(time.nanosecond)
  )
}

export function timeOfInstant(instant: bigint): WallTime {
  const day = instant / dayNanoseconds
  const rest = instant % dayNanoseconds
  const seconds = Number(rest / 1_000_000_000n)
  return {
    ...dayOfNumber(Number(day)),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    nanosecond: Number(rest % 1_000_000_000n),
  }
}

/** The same clock moved by so many minutes. */
export function shiftMinutes(time: WallTime, minutes: number): WallTime {
  return minutes === 0 ? time : timeOfInstant(instantOf(time) + BigInt(minutes) * 60_000_000_000n)
}

const writtenPattern =
  /^([+-]?)(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d\d:\d\d)?$/

/**
 * Reads `[-]YYYY-MM-DD[ HH:MM[:SS[.fffffffff]]][ ±HH:MM]`, the notation in which values are given to
 * the emulator. Throws ORA-01861 and the numbers that say what no calendar has.
 */
export function parseWritten(text: string): { time: WallTime; offsetMinutes: number | undefined } {
  const found = writtenPattern.exec(text.trim())
  if (found === null) throw new OracleError(1861, 'literal does not match format string')
  const [, sign, year, month, day, hour, minute, second, fraction = '', zone] = found
  const time = {
    year: Number(year) * (sign === '-' ? -1 : 1),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    nanosecond: Number(fraction.padEnd(9, '0')),
  }
  return {
    time: checkedTime(time),
    offsetMinutes: zone === undefined ? undefined : parseOffset(zone),
  }
}

/** `+HH:MM` in minutes. Throws ORA-01882 for what is no offset. */
export function parseOffset(text: string): number {
  if (/^(?:Z|UTC|GMT|LOCAL|DBTIMEZONE)$/i.test(text)) return 0
  const found = /^([+-]?)(\d{1,2}):(\d{1,2})$/.exec(text)
  if (found === null) throw new OracleError(1882, 'timezone region not found')
  const minutes = Number(found[2]) * 60 + Number(found[3])
  return found[1] === '-' ? -minutes : minutes
}

export function offsetText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** Gives the time back, or throws Oracle's number for the field that no calendar or clock has. */
export function checkedTime(time: WallTime): WallTime {
  const { year, month, day, hour, minute, second } = time
  if (year === 0 || year < -4713 || year > 9999) throw yearOutOfRange()
  if (month < 1 || month > 12) throw new OracleError(1843, 'not a valid month')
  if (day < 1 || day > 31) {
    throw new OracleError(1847, 'day of month must be between 1 and last day of month')
  }
  if (day > daysInMonth(year, month)) {
    throw new OracleError(1839, 'date not valid for month specified')
  }
  if (hour > 23) throw new OracleError(1850, 'hour must be between 0 and 23')
  if (minute > 59) throw new OracleError(1851, 'minutes must be between 0 and 59')
  if (second > 59) throw new OracleError(1852, 'seconds must be between 0 and 59')
  return time
}
