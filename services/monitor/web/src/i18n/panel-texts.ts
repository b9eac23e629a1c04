import { language } from '../session/preferences.ts'
import { fill, type Language } from './translate.ts'

/**
 * The texts of a part of the page that is loaded when it is first shown: they come with it, and not
 * with the page's own.
 */
export function createPanelTexts<Key extends string>(
  es: Readonly<Record<Key, string>>,
  en: Readonly<Record<NoInfer<Key>, string>>,
): (key: Key, values?: Readonly<Record<string, string | number>>) => string {
  const texts: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { es, en }
  return (key, values = {}) => fill(texts[language.value][key], values)
}
