import { dayNumber, decodeTime, offsetText, yearOf } from '../images/time-image.ts'
import { OracleError } from '../oracle-error.ts'
import { namesIn, parseTimeFormat, type FormatPiece, type LetterCase } from './time-format.ts'

/** How times of one kind are to be written. */
export interface TimeWriting {
  readonly language: string
  /** Digits of seconds that the type has, written where the model names no number. */
  readonly scale: number
  readonly hasFraction: boolean
  readonly hasZone: boolean
}

type Put = (image: Buffer, offsetMinutes: number, target: Buffer, place: number) => number

/**
 * Makes the function that TO_CHAR is for one format model: from the image of a time, in the clock that
 * is to be shown, to bytes. Throws ORA-01821 for what is no model, or has parts that the type has not.
 */
export function timeWriter(
  model: string,
  writing: TimeWriting,
): (image: Buffer, offsetMinutes: number) => Buffer | null {
  const puts = parseTimeFormat(model).map((piece) => putOf(piece, writing))
  const scratch = Buffer.allocUnsafe(Math.max(256, model.length * 12))
  return (image, offsetMinutes) => {
    let place = 0
    for (const put of puts) place = put(image, offsetMinutes, scratch, place)
    return place === 0 ? null : Buffer.from(scratch.subarray(0, place))
  }
}

function putDigits(target: Buffer, place: number, value: number, digits: number): number {
  let rest = value
  for (let index = place + digits - 1; index >= place; index -= 1) {
    target[index] = 0x30 + (rest % 10)
    rest = Math.trunc(rest / 10)
  }
  return place + digits
}

const text =
  (of: (image: Buffer, offsetMinutes: number) => string): Put =>
  (image, offsetMinutes, target, place) =>
    place + target.write(of(image, offsetMinutes), place)

const number = (digits: number, fills: boolean, of: (image: Buffer) => number): Put =>
  fills
    ? (image, _offset, target, place) => putDigits(target, place, of(image), digits)
    : text((image) => String(of(image)))

const fractionOf = (image: Buffer) => (image.length >= 11 ? image.readUInt32BE(7) : 0)
const hourOf = (image: Buffer) => image.readUInt8(4) - 1
const hour12Of = (image: Buffer) => ((hourOf(image) + 11) % 12) + 1
const absoluteYear = (image: Buffer) => Math.abs(yearOf(image))
const dayOf = (image: Buffer) => dayNumber(decodeTime(image))
const firstOfYear = (image: Buffer) => dayNumber({ year: yearOf(image), month: 1, day: 1 })

function putOf(piece: FormatPiece, writing: TimeWriting): Put {
  if (piece.kind === 'written') {
    const bytes = Buffer.from(piece.text, 'utf8')
    const [first] = bytes
    if (bytes.length === 1 && first !== undefined) {
      return (_image, _offset, target, place) => {
        target[place] = first
        return place + 1
      }
    }
    return (_image, _offset, target, place) => place + bytes.copy(target, place)
  }
  if (piece.kind === 'fraction') {
    if (!writing.hasFraction) throw new OracleError(1821, 'date format not recognized')
    const digits = piece.digits ?? writing.scale
    const divisor = 10 ** (9 - digits)
    return (image, _offset, target, place) =>
      putDigits(target, place, Math.trunc(fractionOf(image) / divisor), digits)
  }
  return putPart(piece, writing)
}

function putPart(
  { part, case: letters, fills }: Extract<FormatPiece, { kind: 'part' }>,
  { language, hasZone }: TimeWriting,
): Put {
  const { months, days } = namesIn(language)
  const named = (list: readonly string[], of: (image: Buffer) => number, length?: number): Put => {
    const width = length ?? Math.max(...list.map((name) => name.length))
    return text((image) => {
      const name = inCase((list[of(image)] ?? '').slice(0, width), letters)
      return fills ? name.padEnd(width) : name
    })
  }
  const weekday = (image: Buffer) => (dayOf(image) + 1) % 7
  switch (part) {
    case 'YYYY':
    case 'RRRR':
      return number(4, fills, absoluteYear)
    case 'SYYYY':
      return text((image) => {
        const year = String(absoluteYear(image)).padStart(fills ? 4 : 1, '0')
        return yearOf(image) < 0 ? `-${year}` : fills ? ` ${year}` : year
      })
    case 'YYY':
      return number(3, fills, (image) => absoluteYear(image) % 1000)
    case 'YY':
    case 'RR':
      return number(2, fills, (image) => absoluteYear(image) % 100)
    case 'Y':
      return number(1, fills, (image) => absoluteYear(image) % 10)
    case 'IYYY':
      return number(4, fills, (image) => isoWeek(dayOf(image)).year)
    case 'IW':
      return number(2, fills, (image) => isoWeek(dayOf(image)).week)
    case 'MM':
      return number(2, fills, (image) => image.readUInt8(2))
    case 'MON':
      return named(months, (image) => image.readUInt8(2) - 1, 3)
    case 'MONTH':
      return named(months, (image) => image.readUInt8(2) - 1)
    case 'DD':
      return number(2, fills, (image) => image.readUInt8(3))
    case 'DDD':
      return number(3, fills, (image) => dayOf(image) - firstOfYear(image) + 1)
    case 'D':
      return number(1, fills, (image) => weekday(image) + 1)
    case 'DY':
      return named(days, weekday, 3)
    case 'DAY':
      return named(days, weekday)
    case 'HH24':
      return number(2, fills, hourOf)
    case 'HH':
    case 'HH12':
      return number(2, fills, hour12Of)
    case 'MI':
      return number(2, fills, (image) => image.readUInt8(5) - 1)
    case 'SS':
      return number(2, fills, (image) => image.readUInt8(6) - 1)
    case 'SSSSS':
      return number(
        5,
        fills,
        (image) => hourOf(image) * 3600 + (image.readUInt8(5) - 1) * 60 + image.readUInt8(6) - 1,
      )
    case 'AM':
    case 'PM':
      return text((image) => inCase(hourOf(image) < 12 ? 'Am' : 'Pm', letters))
    case 'A.M.':
    case 'P.M.':
      return text((image) => inCase(hourOf(image) < 12 ? 'A.m.' : 'P.m.', letters))
    case 'BC':
    case 'AD':
      return text((image) => inCase(yearOf(image) < 0 ? 'Bc' : 'Ad', letters))
    case 'B.C.':
    case 'A.D.':
      return text((image) => inCase(yearOf(image) < 0 ? 'B.c.' : 'A.d.', letters))
    case 'Q':
      return number(1, fills, (image) => Math.ceil(image.readUInt8(2) / 3))
    case 'J':
      return number(7, fills, dayOf)
    case 'W':
      return number(1, fills, (image) => Math.ceil(image.readUInt8(3) / 7))
    case 'WW':
      return number(2, fills, (image) => Math.floor((dayOf(image) - firstOfYear(image)) / 7) + 1)
    case 'CC':
      return number(2, fills, (image) => Math.ceil(absoluteYear(image) / 100))
    case 'TZH':
      return zonePart(hasZone, (offset) => offsetText(offset).slice(0, 3))
    case 'TZM':
      return zonePart(hasZone, (offset) => offsetText(offset).slice(4))
    case 'TZR':
      return zonePart(hasZone, offsetText)
    case 'TZD':
      return zonePart(hasZone, () => '')
    case 'SYEAR':
    case 'YEAR':
    case 'RM':
    case 'SCC':
      throw new OracleError(3001, `unimplemented feature: the emulator has no ${part} in a format`)
  }
}

function zonePart(hasZone: boolean, of: (offsetMinutes: number) => string): Put {
  if (!hasZone) throw new OracleError(1821, 'date format not recognized')
  return text((_image, offsetMinutes) => of(offsetMinutes))
}

function isoWeek(day: number): { year: number; week: number } {
  const thursday = day - (day % 7) + 3
  // The year of the week is that of its Thursday.
  let year = Math.floor(thursday / 365.2425) - 4712
  while (dayNumber({ year, month: 1, day: 1 }) > thursday) year -= 1
  return { year, week: Math.floor((thursday - dayNumber({ year, month: 1, day: 1 })) / 7) + 1 }
}

function inCase(name: string, letters: LetterCase): string {
  if (letters === 'upper') return name.toUpperCase()
  return letters === 'lower' ? name.toLowerCase() : name
}
