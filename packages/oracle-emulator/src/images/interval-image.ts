import { OracleError } from '../oracle-error.ts'

const middle = 0x80000000
const offset = 60

/** The image of an INTERVAL YEAR TO MONTH. Images compare as their intervals do. */
export function encodeMonths(months: number): Buffer {
  const image = Buffer.allocUnsafe(5)
  image.writeUInt32BE(Math.trunc(months / 12) + middle)
  image[4] = (months % 12) + offset
  return image
}

export function decodeMonths(image: Buffer): number {
  return (image.readUInt32BE(0) - middle) * 12 + image.readUInt8(4) - offset
}

/** The image of an INTERVAL DAY TO SECOND. Images compare as their intervals do. */
export function encodeNanoseconds(nanoseconds: bigint): Buffer {
  const image = Buffer.allocUnsafe(11)
  const seconds = nanoseconds / 1_000_000_000n
  image.writeUInt32BE(Number(seconds / 86_400n) + middle)
  const rest = Number(seconds % 86_400n)
  image[4] = Math.trunc(rest / 3600) + offset
  image[5] = (Math.trunc(rest / 60) % 60) + offset
  image[6] = (rest % 60) + offset
  image.writeUInt32BE(Number(nanoseconds % 1_000_000_000n) + middle, 7)
  return image
}

export function decodeNanoseconds(image: Buffer): bigint {
  const days = BigInt(image.readUInt32BE(0) - middle)
  const field = (place: number) => BigInt(image.readUInt8(place) - offset)
  const seconds = ((days * 24n + field(4)) * 60n + field(5)) * 60n + field(6)
  return seconds * 1_000_000_000n + BigInt(image.readUInt32BE(7) - middle)
}

/** Reads `[±]Y-M`. Throws ORA-01867. */
export function parseMonths(text: string): number {
  const found = /^\s*([+-]?)(\d{1,9})-(\d{1,2})\s*$/.exec(text)
  if (found === null || Number(found[3]) > 11) throw invalidInterval()
  const months = Number(found[2]) * 12 + Number(found[3])
  return found[1] === '-' ? -months : months
}

/** Reads `[±]D [HH:MM:SS[.fffffffff]]`. Throws ORA-01867. */
export function parseNanoseconds(text: string): bigint {
  const found = /^\s*([+-]?)(\d{1,9})(?: +(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?)?\s*$/.exec(
    text,
  )
  if (found === null) throw invalidInterval()
  const [, sign, days, hours = '0', minutes = '0', seconds = '0', fraction = ''] = found
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) throw invalidInterval()
  const whole =
    ((BigInt(days ?? 0) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds)
  const size = whole * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
  return sign === '-' ? -size : size
}

/** As TO_CHAR writes it: `+02-03`. */
export function monthsText(months: number, precision: number): string {
  const size = Math.abs(months)
  const years = String(Math.floor(size / 12)).padStart(precision, '0')
  return `${months < 0 ? '-' : '+'}${years}-${String(size % 12).padStart(2, '0')}`
}

/** As TO_CHAR writes it: `+05 04:03:02.123000`. */
export function nanosecondsText(nanoseconds: bigint, precision: number, scale: number): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds
  const seconds = size / 1_000_000_000n
  const two = (value: bigint) => value.toString().padStart(2, '0')
  const days = (seconds / 86_400n).toString().padStart(precision, '0')
  const clock = `${two((seconds / 3600n) % 24n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`
  const fraction = (size % 1_000_000_000n).toString().padStart(9, '0').slice(0, scale)
  return `${nanoseconds < 0n ? '-' : '+'}${days} ${clock}${scale === 0 ? '' : `.${fraction}`}`
}

function invalidInterval(): OracleError {
  return new OracleError(1867, 'the interval is invalid')
}
