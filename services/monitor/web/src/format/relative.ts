import type { Language } from '../i18n/translate.ts'
import { localeTag } from './locale.ts'

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

const formats = new Map<Language, Intl.RelativeTimeFormat>()

/**
 * How far an instant is from now: `hace 12 min`, `dentro de 3 h`. Rounded towards now, so that
 * "5 minutes ago" is never less than five minutes.
 */
export function formatRelative(at: string | number, now: number, language: Language): string {
  let format = formats.get(language)
  if (format === undefined) {
    format = new Intl.RelativeTimeFormat(localeTag(language), { style: 'short' })
    formats.set(language, format)
  }
  const distance = new Date(at).getTime() - now
  for (const [unit, length] of steps) {
    if (Math.abs(distance) >= length || unit === 'second') {
      return format.format(Math.trunc(distance / length), unit)
    }
  }
  return ''
}
