/**
 * Says how a source's value has to be written so that its text is the target's text of the same
 * value: `as it is`, or cast to the target's type. Undefined where no cast is known to keep every
 * value; such tables are staged, where every value is checked on its way.
 */
export function digestedType(
  sourceType: string | undefined,
  targetType: string,
): 'as it is' | { readonly cast: string } | undefined {
  const target = partsOf(targetType)
  // A type that the target need not know is read as its text, which a row is written with as well.
  if (sourceType === undefined) return isFreeText(target) ? 'as it is' : undefined
  if (sourceType === targetType) return 'as it is'
  const source = partsOf(sourceType)
  if (isText(source) && isText(target)) return holds(target, source) ? 'as it is' : undefined
  if (integers.includes(source.name)) return wideningOf(source.name, target)
  if (source.name === 'numeric' && target.name === 'numeric') return numberOf(source, target)
  const isExact = exactCasts.get(source.name) === target.name && target.limits.length === 0
  return isExact ? { cast: targetType } : undefined
}

interface TypeParts {
  readonly name: string
  readonly limits: readonly number[]
}

const integers = ['smallint', 'integer', 'bigint']

const exactCasts = new Map([
  ['real', 'double precision'],
  ['timestamp without time zone', 'timestamp with time zone'],
])

// Such as numeric(8,2). What carries its limits elsewhere, as timestamp(3) does, is no exact cast.
function partsOf(type: string): TypeParts {
  const [, name = type, limits] = /^([a-z ]+)(?:\((\d+(?:,-?\d+)?)\))?$/.exec(type) ?? []
  return { name, limits: limits === undefined ? [] : limits.split(',').map(Number) }
}

function isText({ name }: TypeParts): boolean {
  return name === 'text' || name === 'character varying' || name === 'character'
}

function isFreeText({ name, limits }: TypeParts): boolean {
  return (name === 'text' || name === 'character varying') && limits.length === 0
}

// A target that pads with blanks writes other texts than the source.
function holds(target: TypeParts, source: TypeParts): boolean {
  if (isFreeText(target)) return true
  const [longest = Infinity] = source.limits
  return target.name === 'character varying' && longest <= (target.limits[0] ?? 0)
}

function wideningOf(source: string, { name, limits }: TypeParts): 'as it is' | undefined {
  const isWider = integers.includes(name) && integers.indexOf(name) > integers.indexOf(source)
  return isWider || (name === 'numeric' && limits.length === 0) ? 'as it is' : undefined
}

function numberOf(
  source: TypeParts,
  target: TypeParts,
): 'as it is' | { readonly cast: string } | undefined {
  if (target.limits.length === 0) return 'as it is'
  const [digits, scale = 0] = source.limits
  const [targetDigits = 0, targetScale = 0] = target.limits
  if (digits === undefined || targetScale < scale) return undefined
  if (targetDigits - targetScale < digits - scale) return undefined
  return { cast: `numeric(${targetDigits},${targetScale})` }
}
