/**
 * Writes the rows of a relation as their images, one column `image` behind those of `columns`: the
 * binary form in which PostgreSQL would send them. Rows are equal in every bit that matters or have
 * different images: 1.0 and 1.00 differ, and so do the numbers of types. Images of one server and
 * one list of types can be compared; it takes half the time that their texts would. `columns` must
 * not be named `image`.
 */
export function selectImages({
  relation,
  columns,
  values,
}: {
  readonly relation: string
  readonly columns: readonly string[]
  /** From `imageValue`, taken from the alias `r`. */
  readonly values: readonly string[]
}): string {
  // A volatile function keeps the planner from merging this query into the one around it, which
  // would then make each image once for each of its uses.
  const image = `case when clock_timestamp() is not null then ${imageOf(values)} end as image`
  return `select ${[...columns, image].join(', ')} from ${relation} as r`
}

/** The image of one row of these values. */
export function imageOf(values: readonly string[]): string {
  return `record_send(row(${values.join(', ')}))`
}

/**
 * A value as it goes into an image. Those of types that PostgreSQL cannot send go as text, and so do
 * those whose type is undefined: one that somebody has made need not have a binary form.
 */
export function imageValue(value: string, type: string | undefined): string {
  return type === undefined || /^aclitem\b/.test(type) ? `${value}::text` : value
}

/** One of the two hashes of an image, of 64 bits. */
export function imageHash(image: string, seed: 0 | 1): string {
  return `hash_record_extended(row(${image}), ${seed})`
}

/** Two sums over the images of `alias`, of 64 bits a row each and independent of the order of rows. */
export function imageSums(alias: string): string {
  return `
    coalesce(sum(${imageHash(`${alias}.image`, 0)}), 0)::text as first_sum,
    coalesce(sum(${imageHash(`${alias}.image`, 1)}), 0)::text as second_sum`
}
