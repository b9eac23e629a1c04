import type { es } from './es.ts'

export type Language = 'es' | 'en'
export type Messages = Readonly<Record<keyof typeof es, string>>
export type MessageKey = keyof typeof es

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never
type Values<Name extends string> = [Name] extends [never]
  ? []
  : [values: Readonly<Record<Name, string | number>>]

/** Keys that exist with `.one` and `.other`, without their ending. */
export type PluralKey = MessageKey extends infer Key
  ? Key extends `${infer Base}.other`
    ? Base
    : never
  : never
type PluralText<Key extends PluralKey> = (typeof es)[`${Key}.other` & MessageKey]

export interface Translator {
  /** The message in the language, its placeholders filled in. */
  readonly t: <Key extends MessageKey>(
    key: Key,
    ...values: Values<Placeholders<(typeof es)[Key]>>
  ) => string
  /** The message for a count; `{count}` becomes the number, written as the language does. */
  readonly plural: <Key extends PluralKey>(
    key: Key,
    count: number,
    ...values: Values<Exclude<Placeholders<PluralText<Key>>, 'count'>>
  ) => string
}

/** Puts values into the places of a text that are named in braces. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** A translator over one catalogue of messages; `formatCount` writes the numbers of plurals. */
export function createTranslator(
  messages: Messages,
  language: Language,
  formatCount: (count: number) => string,
): Translator {
  const rules = new Intl.PluralRules(language)
  const catalogue: Readonly<Record<string, string | undefined>> = messages
  return {
    t: (key, ...[values]) => fill(messages[key], values ?? {}),
    plural: (key, count, ...[values]) => {
      const text = catalogue[`${key}.${rules.select(count)}`] ?? catalogue[`${key}.other`] ?? key
      return fill(text, { ...values, count: formatCount(count) })
    },
  }
}
