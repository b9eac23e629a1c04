import type { SourceTable } from '@aaps-data/catalog'

/** A title as it is compared: what people type differently without meaning another one is the same. */
export function plainTitle(title: string): string {
  return title.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase()
}

/** Where the columns of a table are in a row of titles. */
export interface TitledColumns {
  /** Of each column of the table, in its order: its position, counted from 0; undefined where it is not there. */
  readonly positions: readonly (number | undefined)[]
  /** The titles that belong to no column of the table. */
  readonly others: readonly string[]
  /** Titles of columns of the table that are there twice. */
  readonly doubled: readonly string[]
  /** How many fields a row has: up to the last title. */
  readonly width: number
}

/** Finds the columns of a table in a row of titles. Pure. */
export function findTitles(
  { columns }: Pick<SourceTable, 'columns'>,
  titles: readonly string[],
): TitledColumns {
  const places = new Map<string, number[]>()
  for (const [place, title] of titles.entries()) {
    const plain = plainTitle(title)
    if (plain !== '') places.set(plain, [...(places.get(plain) ?? []), place])
  }
  const wanted = new Set(columns.map(({ source }) => plainTitle(source)))
  return {
    positions: columns.map(({ source }) => places.get(plainTitle(source))?.[0]),
    others: titles.filter((title) => plainTitle(title) !== '' && !wanted.has(plainTitle(title))),
    doubled: columns.flatMap(({ source }) =>
      (places.get(plainTitle(source))?.length ?? 0) > 1 ? [source] : [],
    ),
    width: titles.findLastIndex((title) => plainTitle(title) !== '') + 1,
  }
}

/**
 * The row of titles among the first rows of a file, by its position: the one that has the most of
 * the table's, the first of those. Undefined when none has any.
 */
export function findTitleRow(
  table: Pick<SourceTable, 'columns'>,
  rows: readonly (readonly string[])[],
): number | undefined {
  let best: { readonly place: number; readonly found: number } | undefined
  for (const [place, row] of rows.entries()) {
    const { positions } = findTitles(table, row)
    const found = positions.filter((position) => position !== undefined).length
    if (found > (best?.found ?? 0)) best = { place, found }
  }
  return best?.place
}
