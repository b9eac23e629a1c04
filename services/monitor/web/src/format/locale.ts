import type { Language } from '../i18n/translate.ts'

/** How instants and numbers are written for the person who reads. */
export interface Locale {
  readonly language: Language
  readonly timeZone: string
}

// English as written in most of the world: 24 hours, the day before the month.
const tags: Readonly<Record<Language, string>> = { es: 'es-BO', en: 'en-GB' }

/** The BCP 47 tag for `Intl` and for the `lang` attribute. */
export function localeTag(language: Language): string {
  return tags[language]
}
