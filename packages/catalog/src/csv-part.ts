import { Type, type Static } from '@sinclair/typebox'
import {
  FileName,
  numberParts,
  numbersFault,
  resolveNumbers,
  type NumberForm,
} from './file-part.ts'

const strict = { additionalProperties: false }

/** The encodings that a text file may be in. */
export const textEncodings = ['utf-8', 'latin-1', 'windows-1252'] as const
export type TextEncoding = (typeof textEncodings)[number]

function oneCharacter(expected: string): ReturnType<typeof Type.String> {
  return Type.String({ minLength: 1, maxLength: 1, pattern: '^[\\x20-\\x7e\\t]$', expected })
}

/** Where a table's rows are in a CSV file, and how the file is written. */
export const CsvPartDefinition = Type.Object(
  {
    file: FileName,
    encoding: Type.Optional(
      Type.Union(
        textEncodings.map((name) => Type.Literal(name)),
        { expected: '`utf-8`, `latin-1` or `windows-1252`; leave it out to have it detected' },
      ),
    ),
    delimiter: Type.Optional(
      oneCharacter("a character such as `';'`; leave it out to have it detected"),
    ),
    quote: Type.Optional(oneCharacter("a character such as `'\"'`")),
    ...numberParts,
  },
  { ...strict, expected: "`{ file: 'fuentes*.csv' }`" },
)
export type CsvPartDefinition = Static<typeof CsvPartDefinition>

/** The rows of a CSV file. */
export interface CsvPart {
  readonly kind: 'csv'
  /** The name of the file, in which `*` stands for anything; the newest of those is read. */
  readonly file: string
  /** Detected where they are undefined. */
  readonly encoding: TextEncoding | undefined
  readonly delimiter: string | undefined
  readonly quote: string
  readonly numbers: NumberForm
}

/** A checked part with what it may leave out. */
export function resolveCsvPart({
  file,
  encoding,
  delimiter,
  quote = '"',
  ...numbers
}: CsvPartDefinition): CsvPart {
  return { kind: 'csv', file, encoding, delimiter, quote, numbers: resolveNumbers(numbers) }
}

/** What in a part has the right form and still makes no sense. */
export function csvPartFault({
  delimiter,
  quote = '"',
  ...numbers
}: CsvPartDefinition): string | undefined {
  if (delimiter === quote) return 'delimiter and quote are the same; choose two'
  return numbersFault(numbers)
}
