import { computed, effect, signal } from '@preact/signals'
import { formatDuration } from '../format/duration.ts'
import type { Locale } from '../format/locale.ts'
import { formatNumber } from '../format/number.ts'
import { language } from '../session/preferences.ts'
import { session } from '../session/session.ts'
import { es } from './es.ts'
import { createTranslator, type Messages, type Translator } from './translate.ts'

const english = signal<Messages | undefined>(undefined)

const translator = computed(() =>
  createTranslator(language.value === 'en' ? (english.value ?? es) : es, language.value, number),
)

export const locale = computed<Locale>(() => ({
  language: language.value,
  timeZone: session.value?.timeZone ?? 'America/La_Paz',
}))

async function loadEnglish(): Promise<void> {
  if (english.peek() === undefined) english.value = (await import('./en.ts')).en
}

/** Resolves when the texts of the page's language are there; follows the switch from now on. */
export async function loadMessages(): Promise<void> {
  if (language.value === 'en') await loadEnglish()
  effect(() => {
    if (language.value === 'en') void loadEnglish()
  })
}

/** The message in the language of the page; a component that calls it follows the switch. */
export const t: Translator['t'] = (key, ...values) => translator.value.t(key, ...values)

/** The message for a count in the language of the page. */
export const plural: Translator['plural'] = (key, count, ...values) =>
  translator.value.plural(key, count, ...values)

/** A number as the language of the page writes it. */
export function number(value: number): string {
  return formatNumber(value, language.value)
}

/** A length of time in milliseconds as the language of the page writes it. */
export function duration(ms: number): string {
  return formatDuration(ms, language.value)
}
