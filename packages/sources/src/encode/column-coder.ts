import { isSameWord, type Column, type NumberForm } from '@aaps-data/catalog'
import { createNumberCoder } from './code-number.ts'
import { createTimeReader } from './code-time.ts'

/** How the values of a column come from a file into staging. */
export interface ColumnCoder {
  /** Every text that `code` gives is a value of this type; undefined means text. */
  readonly stagedType: string | undefined
  /** The value as PostgreSQL reads it; undefined when it cannot be carried over exactly. Pure. */
  readonly code: (text: string) => string | undefined
}

/**
 * Makes the coder of a column: by its type in the target, and by what its definition says of the way
 * its values are written. A limit of the type, such as that of `numeric(8,2)`, is not looked at: the
 * check after staging does, by the target's own casts.
 */
export function createColumnCoder(
  { type, reading }: Pick<Column, 'type' | 'reading'>,
  numbers: NumberForm,
): ColumnCoder {
  const kind = type.toLowerCase().replace(/\s*\([^)]*\)/, '')
  if (kind.endsWith('[]')) return { stagedType: undefined, code: codeText }
  switch (kind) {
    case 'smallint':
    case 'integer':
    case 'int':
    case 'bigint':
    case 'int2':
    case 'int4':
    case 'int8':
    case 'numeric':
    case 'decimal':
      return { stagedType: 'numeric', code: createNumberCoder(numbers) }
    case 'double precision':
    case 'float8':
      return { stagedType: 'double precision', code: createDoubleCoder(numbers) }
    case 'boolean':
    case 'bool':
      return { stagedType: 'boolean', code: createTruthCoder(reading?.words ?? plainWords) }
    case 'date':
      return { stagedType: 'date', code: createDateCoder(reading?.formats ?? []) }
    case 'timestamp':
    case 'timestamp without time zone':
      return {
        stagedType: 'timestamp without time zone',
        code: createTimestampCoder(reading?.formats ?? []),
      }
    case 'timestamptz':
    case 'timestamp with time zone':
      return {
        stagedType: 'timestamp with time zone',
        code: createInstantCoder(reading?.formats ?? [], reading?.timeZone),
      }
    case 'json':
    case 'jsonb':
      return { stagedType: 'json', code: codeJson }
    case 'uuid':
      return { stagedType: 'uuid', code: codeUuid }
    default:
      return { stagedType: undefined, code: codeText }
  }
}

// PostgreSQL's texts hold every character but this one; half of a pair is no character.
const unkept = /[\0\p{Surrogate}]/u

function codeText(text: string): string | undefined {
  return unkept.test(text) ? undefined : text
}

function createDoubleCoder(numbers: NumberForm): ColumnCoder['code'] {
  const codeNumber = createNumberCoder(numbers)
  return (text) => {
    const exact = codeNumber(text)
    if (exact === undefined) return undefined
    const nearest = String(Number(exact))
    return isSameNumber(exact, nearest) ? nearest : undefined
  }
}

const plainForm: NumberForm = { decimal: '.', thousands: undefined }
const codePlain = createNumberCoder(plainForm)

function isSameNumber(exact: string, shortest: string): boolean {
  const digits = (text: string) => (/\./.test(text) ? text.replace(/\.?0+$/, '') : text)
  return digits(exact) === digits(codePlain(shortest) ?? '')
}

const plainWords = { true: ['true'], false: ['false'] }

function createTruthCoder(words: {
  readonly true: readonly string[]
  readonly false: readonly string[]
}): ColumnCoder['code'] {
  const isOneOf = (list: readonly string[], text: string) =>
    list.some((word) => isSameWord(word, text))
  return (text) => {
    if (isOneOf(words.true, text)) return 'true'
    return isOneOf(words.false, text) ? 'false' : undefined
  }
}

function createDateCoder(formats: readonly string[]): ColumnCoder['code'] {
  const read = createTimeReader(formats)
  return (text) => {
    const written = read(text)
    const isWhole = written?.time === undefined || written.time === '00:00:00'
    return isWhole && written?.offset === undefined ? written?.date : undefined
  }
}

function createTimestampCoder(formats: readonly string[]): ColumnCoder['code'] {
  const read = createTimeReader(formats)
  return (text) => {
    const written = read(text)
    if (written?.offset !== undefined) return undefined
    return written && `${written.date} ${written.time ?? '00:00:00'}`
  }
}

function createInstantCoder(
  formats: readonly string[],
  timeZone: string | undefined,
): ColumnCoder['code'] {
  const read = createTimeReader(formats)
  return (text) => {
    const written = read(text)
    const zone = written?.offset ?? (timeZone === undefined ? undefined : ` ${timeZone}`)
    if (written === undefined || zone === undefined) return undefined
    return `${written.date} ${written.time ?? '00:00:00'}${zone}`
  }
}

function codeJson(text: string): string | undefined {
  if (codeText(text) === undefined || text.includes(String.raw`\u0000`)) return undefined
  try {
    JSON.parse(text)
    return text
  } catch {
    return undefined
  }
}

function codeUuid(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase()
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(trimmed) ? trimmed : undefined
}
