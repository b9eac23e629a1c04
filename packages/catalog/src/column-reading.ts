import { Type, type Static, type TObject } from '@sinclair/typebox'
import { isZoneOfEveryone } from './time-zone.ts'

const strict = { additionalProperties: false }

const word = Type.String({ minLength: 1, expected: 'a word such as `SÍ`' })
const words = Type.Array(word, { minItems: 1, uniqueItems: true, expected: 'a list of words' })

/** How the values of a column are written in a file. */
export const columnReadingParts = {
  formats: Type.Optional(
    Type.Array(
      Type.String({
        pattern: '^(?=.*Y)(?=.*M)(?=.*D)(YYYY|MM|DD|M|D|HH|mm|ss|[-/., :T])+$',
        expected: "a form such as `'DD/MM/YYYY'`, of YYYY, MM, DD, HH, mm, ss and what is between",
      }),
      { minItems: 1, uniqueItems: true, expected: "a list of forms such as `['DD/MM/YYYY']`" },
    ),
  ),
  timeZone: Type.Optional(
    Type.String({ minLength: 1, expected: 'a zone such as `America/La_Paz`' }),
  ),
  words: Type.Optional(
    Type.Object(
      { true: words, false: words },
      { ...strict, expected: '`{ true: [SÍ], false: [NO] }`' },
    ),
  ),
}
export type ColumnReadingDefinition = Static<TObject<typeof columnReadingParts>>

/** How the values of a column are written in a file, where its type alone does not say it. */
export interface ColumnReading {
  /** Of dates and times, besides ISO 8601; the first that fits counts. */
  readonly formats: readonly string[]
  /** In which times without a zone are meant. */
  readonly timeZone: string | undefined
  /** Of yes and no; whether they are written in capitals does not matter. */
  readonly words:
    { readonly true: readonly string[]; readonly false: readonly string[] } | undefined
}

/** How a checked column is read; nothing where its type says it all. */
export function resolveReading({ formats, timeZone, words: both }: ColumnReadingDefinition): {
  readonly reading?: ColumnReading
} {
  const isNeeded = formats !== undefined || timeZone !== undefined || both !== undefined
  return isNeeded ? { reading: { formats: formats ?? [], timeZone, words: both } } : {}
}

const dates = /^(date|timestamp)/i
const timesWithZone = /^timestamp.*with time zone|^timestamptz/i
const truths = /^bool(ean)?$/i

/** What in the reading of a column of a type makes no sense, by property. */
export function readingFaults(
  type: string,
  { formats, timeZone, words: both }: ColumnReadingDefinition,
): readonly (readonly [string, string])[] {
  const isWithZone = timesWithZone.test(type) && !/without/i.test(type)
  return [
    ...(formats !== undefined && !dates.test(type)
      ? ([['formats', `a column of type ${type} has none; leave it out`]] as const)
      : []),
    ...(timeZone !== undefined && !isWithZone
      ? ([['timeZone', `a column of type ${type} has no zone; leave it out`]] as const)
      : []),
    ...(timeZone !== undefined && !isZoneOfEveryone(timeZone)
      ? ([
          ['timeZone', `no such time zone: ${timeZone}; write one such as America/La_Paz`],
        ] as const)
      : []),
    ...(both !== undefined && !truths.test(type)
      ? ([['words', `a column of type ${type} has none; leave it out`]] as const)
      : []),
    ...(both?.true.some((each) => both.false.some((other) => isSameWord(each, other))) === true
      ? ([['words', 'a word means both; leave it to one of them']] as const)
      : []),
  ]
}

/** Whether two words are the same but for capitals and blanks around them. */
export function isSameWord(left: string, right: string): boolean {
  return left.trim().toLowerCase() === right.trim().toLowerCase()
}
