/**
 * Whether bytes are a value already as PostgreSQL reads it, so that they need not become a text
 * first. What it does not recognise goes the long way, with the same result.
 */
export type IsPlain = (bytes: Uint8Array, start: number, end: number) => boolean

const zero = 0x30
const minus = 0x2d
const point = 0x2e

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= 0x39
}

/** Of numbers: digits with a sign and a point, no zero before others, no negative zero. */
export const isPlainNumber: IsPlain = (bytes, start, end) => {
  const first = bytes[start] === minus ? start + 1 : start
  let at = first
  while (at < end && isDigit(bytes[at])) at += 1
  if (at === first || (bytes[first] === zero && (at - first > 1 || first > start))) return false
  if (at === end) return true
  if (bytes[at] !== point || at + 1 === end) return false
  for (at += 1; at < end; at += 1) if (!isDigit(bytes[at])) return false
  return true
}

/** Of dates: `YYYY-MM-DD`, up to the 28th, which every month has. */
export const isPlainDate: IsPlain = (bytes, start, end) =>
  end - start === 10 && isDateAt(bytes, start)

/** Of times without a zone: `YYYY-MM-DD HH:MM:SS`. */
export const isPlainTimestamp: IsPlain = (bytes, start, end) =>
  end - start === 19 &&
  isDateAt(bytes, start) &&
  bytes[start + 10] === 0x20 &&
  bytes[start + 13] === 0x3a &&
  bytes[start + 16] === 0x3a &&
  pairAt(bytes, start + 11) < 24 &&
  pairAt(bytes, start + 14) < 60 &&
  pairAt(bytes, start + 17) < 60

function isDateAt(bytes: Uint8Array, at: number): boolean {
  const month = pairAt(bytes, at + 5)
  const day = pairAt(bytes, at + 8)
  const century = pairAt(bytes, at)
  const year = pairAt(bytes, at + 2)
  return (
    bytes[at + 4] === minus &&
    bytes[at + 7] === minus &&
    century < 100 &&
    year < 100 &&
    century + year > 0 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 28
  )
}

// Two digits as a number; more than any where they are none.
function pairAt(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - zero
  const ones = (bytes[at + 1] ?? 0) - zero
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 1_000
}
