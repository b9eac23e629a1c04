/** Whether a text names a time zone that this program knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/**
 * Whether a text names a time zone of the IANA list, which PostgreSQL takes for the same. An offset
 * such as `-04:00` is none: PostgreSQL reads its sign the other way round.
 */
export function isZoneOfEveryone(name: string): boolean {
  return /^(UTC|[A-Za-z]\w*\/[\w/+-]+)$/.test(name) && isTimeZone(name)
}
