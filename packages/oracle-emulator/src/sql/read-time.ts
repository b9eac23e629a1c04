import { checkedTime, dayOfNumber, type WallTime } from '../images/time-image.ts'
import { OracleError } from '../oracle-error.ts'
import { namesIn, parseTimeFormat, type FormatPiece, type TimePart } from './time-format.ts'

interface Reading {
  readonly text: string
  place: number
  readonly months: readonly string[]
  readonly now: WallTime
  readonly parts: Map<string, number>
}

/** A time that was read, and the offset of its zone if the format has one. */
export interface ReadTime {
  readonly time: WallTime
  readonly offsetMinutes: number | undefined
}

const mostDigits: Partial<Record<TimePart, number>> = {
  SYYYY: 4,
  YYYY: 4,
  RRRR: 4,
  YYY: 3,
  YY: 2,
  RR: 2,
  Y: 1,
  MM: 2,
  DD: 2,
  DDD: 3,
  D: 1,
  HH24: 2,
  HH12: 2,
  HH: 2,
  MI: 2,
  SS: 2,
  SSSSS: 5,
  J: 7,
}

/**
 * Reads a text by a format model, as TO_DATE and TO_TIMESTAMP do. What the model does not name is the
 * first of the present month, at midnight. Throws the numbers that Oracle has for each mistake.
 */
export function readTime(text: string, model: string, language: string, now: WallTime): ReadTime {
  const { months } = namesIn(language)
  const reading: Reading = { text, place: 0, months, now, parts: new Map() }
  skipBlanks(reading)
  for (const piece of parseTimeFormat(model)) {
    // A text may be shorter than its format, by whole parts.
    if (reading.place >= text.length) {
      if (piece.kind === 'part' && isNeeded(piece.part)) {
        throw new OracleError(1840, 'input value not long enough for date format')
      }
      continue
    }
    readPiece(reading, piece)
  }
  if (reading.text.slice(reading.place).trim() !== '') {
    throw new OracleError(1830, 'date format picture ends before converting entire input string')
  }
  return assemble(reading)
}

function isNeeded(part: TimePart): boolean {
  return !/^(HH|MI|SS|AM|PM|A\.M|P\.M|TZ)/.test(part)
}

function skipBlanks(reading: Reading): void {
  while (reading.text.charAt(reading.place) === ' ') reading.place += 1
}

function readPiece(reading: Reading, piece: FormatPiece): void {
  if (piece.kind === 'written') {
    readWritten(reading, piece)
    return
  }
  if (piece.kind === 'fraction') {
    const digits = takeDigits(reading, piece.digits ?? 9)
    reading.parts.set('FF', Number(digits.padEnd(9, '0')))
    return
  }
  const { part } = piece
  const most = mostDigits[part]
  if (most === undefined) {
    readNamed(reading, part)
    return
  }
  if (part === 'SYYYY') readSign(reading)
  if (part === 'MM' && /[A-Z]/i.test(reading.text.charAt(reading.place))) {
    // A month may be written by its name where its number is wanted.
    readNamed(reading, 'MON')
    return
  }
  reading.parts.set(fieldOf(part), fullYear(part, takeDigits(reading, most), reading.now))
}

function fieldOf(part: TimePart): string {
  if (/^(S?YYYY|RRRR|YYY|YY|RR|Y)$/.test(part)) return 'YEAR'
  return part === 'HH' ? 'HH12' : part
}

function readWritten(
  reading: Reading,
  { text, isPunctuation }: Extract<FormatPiece, { kind: 'written' }>,
): void {
  const found = reading.text.slice(reading.place, reading.place + text.length)
  if (!isPunctuation) {
    if (found !== text) throw new OracleError(1861, 'literal does not match format string')
    reading.place += text.length
    return
  }
  if (text === ' ') {
    if (found === ' ') skipBlanks(reading)
    else if (/[-/,.;:]/.test(found)) reading.place += 1
    return
  }
  // Any sign stands for any other, and none for one.
  if (found === text || /[^A-Za-z0-9]/.test(found)) reading.place += 1
  else if (/[A-Za-z]/.test(found))
    throw new OracleError(1861, 'literal does not match format string')
}

function takeDigits(reading: Reading, most: number): string {
  skipBlanks(reading)
  const rest = reading.text.slice(reading.place, reading.place + most)
  const digits = /^\d*/.exec(rest)?.[0] ?? ''
  if (digits === '') {
    throw new OracleError(1858, 'a non-numeric character was found where a numeric was expected')
  }
  reading.place += digits.length
  return digits
}

function readSign(reading: Reading): void {
  skipBlanks(reading)
  const sign = reading.text.charAt(reading.place)
  if (sign !== '-' && sign !== '+') return
  reading.place += 1
  if (sign === '-') reading.parts.set('BC', 1)
}

function fullYear(part: TimePart, digits: string, now: WallTime): number {
  const value = Number(digits)
  const century = now.year - (now.year % 100)
  switch (part) {
    case 'YYY':
      return now.year - (now.year % 1000) + value
    case 'YY':
      return century + value
    case 'Y':
      return now.year - (now.year % 10) + value
    case 'RR':
    case 'RRRR': {
      if (digits.length > 2) return value
      const isFirstHalf = now.year % 100 < 50
      if (value < 50) return isFirstHalf ? century + value : century + 100 + value
      return isFirstHalf ? century - 100 + value : century + value
    }
    default:
      return value
  }
}

function readNamed(reading: Reading, part: TimePart): void {
  const rest = reading.text.slice(reading.place)
  const take = (pattern: RegExp, number: number, error: string): string => {
    const found = pattern.exec(rest)?.[0]
    if (found === undefined) throw new OracleError(number, error)
    reading.place += found.length
    return found.toUpperCase()
  }
  switch (part) {
    case 'MON':
    case 'MONTH': {
      const month = reading.months.findIndex((name) => {
        const wanted = [name, name.slice(0, 3)]
        const found = wanted.find((word) => rest.toUpperCase().startsWith(word.toUpperCase()))
        if (found !== undefined) reading.place += found.length
        return found !== undefined
      })
      if (month < 0) throw new OracleError(1843, 'not a valid month')
      reading.parts.set('MM', month + 1)
      return
    }
    case 'AM':
    case 'PM':
    case 'A.M.':
    case 'P.M.': {
      const found = take(/^[AP]\.?M\.?/i, 1855, 'AM/A.M. or PM/P.M. required')
      reading.parts.set('PM', found.startsWith('P') ? 1 : 0)
      return
    }
    case 'BC':
    case 'AD':
    case 'B.C.':
    case 'A.D.':
      if (
        take(/^(B\.?C|A\.?D)\.?/i, 1861, 'literal does not match format string').startsWith('B')
      ) {
        reading.parts.set('BC', 1)
      }
      return
    case 'TZH': {
      const found = take(
        /^ *[+-]?\d{1,2}/,
        1858,
        'a non-numeric character was found where a numeric was expected',
      )
      reading.parts.set('TZH', Math.abs(Number(found)))
      reading.parts.set('TZS', found.trim().startsWith('-') ? -1 : 1)
      return
    }
    case 'TZM':
      reading.parts.set('TZM', Number(takeDigits(reading, 2)))
      return
    case 'TZR': {
      const found = take(
        /^ *(UTC|GMT|Z|[+-]?\d{1,2}:\d\d)/i,
        1882,
        'timezone region not found',
      ).trim()
      const [hours = '0', minutes = '0'] = /\d/.test(found)
        ? found.replace(/^[+-]/, '').split(':')
        : []
      reading.parts.set('TZH', Number(hours))
      reading.parts.set('TZM', Number(minutes))
      reading.parts.set('TZS', found.startsWith('-') ? -1 : 1)
      return
    }
    default:
      throw new OracleError(1820, 'format code cannot appear in date input format')
  }
}

function assemble({ parts, now }: Reading): ReadTime {
  const of = (field: string) => parts.get(field)
  const size = of('YEAR') ?? now.year
  const day = of('J') === undefined ? undefined : dayOfNumber(of('J') ?? 0)
  const seconds = of('SSSSS')
  const time = checkedTime({
    year: day?.year ?? (of('BC') === 1 ? -size : size),
    month: day?.month ?? of('MM') ?? now.month,
    day: day?.day ?? of('DD') ?? 1,
    hour: seconds === undefined ? hourOf(parts) : Math.floor(seconds / 3600),
    minute: seconds === undefined ? (of('MI') ?? 0) : Math.floor(seconds / 60) % 60,
    second: seconds === undefined ? (of('SS') ?? 0) : seconds % 60,
    nanosecond: of('FF') ?? 0,
  })
  const hours = of('TZH')
  if (hours === undefined) return { time, offsetMinutes: undefined }
  return { time, offsetMinutes: (of('TZS') ?? 1) * (hours * 60 + (of('TZM') ?? 0)) }
}

function hourOf(parts: ReadonlyMap<string, number>): number {
  const half = parts.get('HH12')
  if (half === undefined) return parts.get('HH24') ?? 0
  if (half < 1 || half > 12) throw new OracleError(1849, 'hour must be between 1 and 12')
  return (half % 12) + (parts.get('PM') === 1 ? 12 : 0)
}
