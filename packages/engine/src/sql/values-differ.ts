/** A value on either side of a comparison, in one type. */
export interface ComparedValue {
  readonly staged: string
  readonly target: string
  /** As PostgreSQL writes it. */
  readonly type: string
}

/**
 * A condition that is true where any of the values differs in a bit that matters: 1.0 and 1.00 do,
 * null and null do not. Never null.
 */
export function valuesDiffer(values: readonly ComparedValue[]): string {
  const conditions = values.filter((value) => operatorOf(value) !== undefined).map(operatorOf)
  const others = values.filter((value) => operatorOf(value) === undefined)
  if (others.length > 0) {
    const row = (side: 'staged' | 'target') =>
      `row(${others.map((value) => value[side]).join(', ')})::record`
    conditions.push(`${row('staged')} *<> ${row('target')}`)
  }
  return `(${conditions.join(' or ')})`
}

// Making records of both sides costs more than all else in a comparison. Of these types, values
// that are equal are the same: texts by the collation that compares bytes.
function operatorOf({ staged, target, type }: ComparedValue): string | undefined {
  if (sameWhenEqual.test(type)) return `${staged} is distinct from ${target}`
  if (!text.test(type)) return undefined
  return `${staged} collate pg_catalog."C" is distinct from ${target} collate pg_catalog."C"`
}

const sameWhenEqual =
  /^(smallint|integer|bigint|boolean|date|uuid|time(stamp)?(\(\d\))? with(out)? time zone)$/
const text = /^(text|character varying(\(\d+\))?)$/
