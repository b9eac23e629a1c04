/**
 * Writes the rows of a relation as canonical text, one column `line` behind those of `columns`:
 * what digests and multisets are made of. `values` are the row's, in the target's types; `columns`
 * must not be named `line`. The text is the same on every server, the session's formats being
 * pinned.
 */
export function selectLines({
  relation,
  columns,
  values,
}: {
  readonly relation: string
  readonly columns: readonly string[]
  /** Taken from the alias `r`. */
  readonly values: string
}): string {
  // A volatile function keeps the planner from merging this query into the one around it, which
  // would then write each line once for each of its uses.
  const line = `case when clock_timestamp() is not null then row(${values})::text end as line`
  return `select ${[...columns, line].join(', ')} from ${relation} as r`
}

/** Two sums over the lines of `alias`, of 64 bits a row each and independent of the order of rows. */
export function digestSums(alias: string): string {
  return `
    coalesce(sum(hashtextextended(${alias}.line, 0)), 0)::text as first_sum,
    coalesce(sum(hashtextextended(${alias}.line, 1)), 0)::text as second_sum`
}

export interface DigestRow {
  readonly first_sum: string
  readonly second_sum: string
}

/**
 * Joins the two sums of a table's row hashes into its digest, 32 hexadecimal digits. Rows count as
 * often as they occur: sums, unlike XOR, do not cancel out equal rows.
 */
export function digestOf({ first_sum, second_sum }: DigestRow): string {
  return hexOf(first_sum) + hexOf(second_sum)
}

function hexOf(sum: string): string {
  return BigInt.asUintN(64, BigInt(sum)).toString(16).padStart(16, '0')
}
