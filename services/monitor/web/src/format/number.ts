import type { Language } from '../i18n/translate.ts'
import { localeTag } from './locale.ts'

const formats = new Map<Language, Intl.NumberFormat>()

/** A number with the separators of the language: `1.234` in Spanish. */
export function formatNumber(value: number, language: Language): string {
  let format = formats.get(language)
  if (format === undefined) {
    // Spanish leaves 1234 ungrouped by default, and then columns of numbers do not line up.
    format = new Intl.NumberFormat(localeTag(language), {
      maximumFractionDigits: 1,
      useGrouping: 'always',
    })
    formats.set(language, format)
  }
  return format.format(value)
}
