/** How a type that was found stands to one that was expected. */
export type TypeRelation = 'same' | 'narrower' | 'wider' | 'other'

/**
 * Compares two types as PostgreSQL writes them. `narrower`: the expected type holds every value of
 * the one that was found, exactly; `wider`: the other way round; `same` where both hold; `other`
 * where neither does, or it is not known. Pure.
 */
export function relateTypes(expected: string, found: string): TypeRelation {
  const fits = holdsType(expected, found)
  const exceeds = holdsType(found, expected)
  if (fits) return exceeds ? 'same' : 'narrower'
  return exceeds ? 'wider' : 'other'
}

/** Says whether a type takes every value of another one as it is: a cast to it loses nothing. */
export function holdsType(type: string, other: string): boolean {
  if (type === other) return true
  const [wide, narrow] = [partsOf(type), partsOf(other)]
  if (wide === undefined || narrow === undefined) return false
  if (isText(wide) && isText(narrow)) return hasRoom(wide, narrow)
  if (wide.name === 'numeric') return holdsNumber(wide, narrow)
  if (wide.name === narrow.name) return withLength.has(wide.name) && hasRoom(wide, narrow)
  return integers.indexOf(wide.name) > integers.indexOf(narrow.name)
    ? integers.includes(narrow.name)
    : wide.name === 'double precision' && narrow.name === 'real'
}

/**
 * Says whether values get or lose a time zone between two types: which value that makes of each depends
 * on the zone, and no comparison with the value itself would show it. Pure.
 */
export function crossesZone(type: string, other: string): boolean {
  const [one, two] = [partsOf(type)?.name ?? '', partsOf(other)?.name ?? '']
  const hasZone = (name: string) => name === 'timestamp with time zone'
  const lacksZone = (name: string) => name === 'timestamp without time zone' || name === 'date'
  return (hasZone(one) && lacksZone(two)) || (lacksZone(one) && hasZone(two))
}

/** Says whether a type of text or numbers has no limit, so that it takes whatever comes of its kind. */
export function isUnlimited(type: string): boolean {
  return ['text', 'character varying', 'numeric', 'bit varying'].includes(type)
}

interface TypeParts {
  readonly name: string
  readonly limits: readonly number[]
}

const integers = ['smallint', 'integer', 'bigint']
const digitsOfIntegers = new Map([
  ['smallint', 5],
  ['integer', 10],
  ['bigint', 19],
])

// A limit says here how long a value may be, or how many digits a second has; without, any number.
const withLength = new Set([
  'bit varying',
  'time without time zone',
  'time with time zone',
  'timestamp without time zone',
  'timestamp with time zone',
])

// Such as numeric(8,2) or timestamp(3) with time zone.
function partsOf(type: string): TypeParts | undefined {
  const [, before, limits, behind = ''] =
    /^([a-z ]+?)(?:\((\d+(?:,-?\d+)?)\))?( with(?:out)? time zone)?$/.exec(type) ?? []
  if (before === undefined) return undefined
  return { name: before + behind, limits: limits?.split(',').map(Number) ?? [] }
}

// Not character(n): it pads with blanks, which a cast to text drops.
function isText({ name }: TypeParts): boolean {
  return name === 'text' || name === 'character varying'
}

function hasRoom(wide: TypeParts, narrow: TypeParts): boolean {
  const [most = Infinity] = wide.limits
  const [longest = Infinity] = narrow.limits
  return longest <= most
}

function holdsNumber(wide: TypeParts, narrow: TypeParts): boolean {
  const digits = digitsOfIntegers.get(narrow.name)
  if (digits === undefined && narrow.name !== 'numeric') return false
  const [precision = Infinity, scale = wide.limits.length === 0 ? Infinity : 0] = wide.limits
  if (precision === Infinity) return true
  const [narrowPrecision = digits ?? Infinity, narrowScale = 0] = narrow.limits
  return scale >= narrowScale && precision - scale >= narrowPrecision - narrowScale
}
