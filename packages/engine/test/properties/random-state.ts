import fc from 'fast-check'
import { keyOf, valueAt } from './column-values.ts'
import type { RandomTable } from './random-tables.ts'

export type Row = readonly (string | null)[]

/** The rows of each table, in the order of the tables. */
export type State = readonly (readonly Row[])[]

/** Numbers that decide the values of a row; a table takes as many as it has columns. */
export type RowSeed = readonly number[]

const seedLength = 12

export const rowSeed: fc.Arbitrary<RowSeed> = fc.array(fc.noBias(fc.nat(999)), {
  minLength: seedLength,
  maxLength: seedLength,
})

/** The seeds of some rows for each of four tables. */
export const stateSeed: fc.Arbitrary<readonly (readonly RowSeed[])[]> = fc.array(
  fc.array(rowSeed, { maxLength: 9, size: 'max' }),
  { minLength: 4, maxLength: 4 },
)

/**
 * The state that seeds stand for. Only what keeps every rule is in it: no two rows share a key or
 * a unique value, and every reference finds its parent.
 */
export function buildState(
  tables: readonly RandomTable[],
  seeds: readonly (readonly RowSeed[])[],
): State {
  const state: Row[][] = []
  for (const [place, table] of tables.entries()) {
    state.push((seeds[place] ?? []).map((seed) => buildRow({ tables, state }, table, seed)))
  }
  // Parents of any place, now that there are rows everywhere.
  const rows = tables.map((table, place) =>
    (state[place] ?? []).map((row, at) =>
      pointAnywhere({ tables, state }, { table, row, seed: seeds[place]?.[at] ?? [] }),
    ),
  )
  return settle(tables, rows)
}

interface World {
  readonly tables: readonly RandomTable[]
  readonly state: State
}

/** A row of random values whose references that are part of the key have parents of the state. */
export function buildRow(world: World, table: RandomTable, seed: RowSeed): Row {
  const row = table.columns.map(({ type, nullable }, place) => {
    const number = seedAt(seed, place)
    return nullable && number % 4 === 0 ? null : valueAt(type, number)
  })
  return table.references
    .filter(({ isInKey }) => isInKey)
    .reduce(
      (pointed: Row, reference) =>
        point(pointed, reference.columns, keyAt(world, reference.parent, seedOf(seed, reference))),
      row,
    )
}

/** The row with its other references, each to a parent of the state or to none. */
export function pointAnywhere(
  world: World,
  { table, row, seed }: { readonly table: RandomTable; readonly row: Row; readonly seed: RowSeed },
): Row {
  return table.references
    .filter(({ isInKey }) => !isInKey)
    .reduce((pointed: Row, reference) => {
      const [first = 0] = reference.columns
      const number = seedOf(seed, reference)
      const parent = keyAt(world, reference.parent, number)
      const mayBeNull = table.columns[first]?.nullable === true
      if (mayBeNull && (parent === undefined || number % 4 === 0)) {
        // Where one column is null the others refer to nothing.
        return pointed.with(first, null)
      }
      return point(pointed, reference.columns, parent)
    }, row)
}

/** The row with a parent's key in the columns of a reference; without a parent it stays. */
export function point(row: Row, columns: readonly number[], key: Row | undefined): Row {
  if (key === undefined) return row
  return columns.reduce((pointed, column, place) => pointed.with(column, key[place] ?? null), row)
}

function seedAt(seed: RowSeed, place: number): number {
  return seed[place % seed.length] ?? 0
}

function seedOf(seed: RowSeed, { columns: [first = 0] }: { columns: readonly number[] }): number {
  return seedAt(seed, first)
}

function keyAt({ tables, state }: World, place: number, number: number): Row | undefined {
  const rows = state[place] ?? []
  const row = rows[number % Math.max(rows.length, 1)]
  return row === undefined ? undefined : tables[place]?.key.map((column) => row[column] ?? null)
}

/** Leaves the rows out that break a rule, and those that refer to them, until none does. */
export function settle(tables: readonly RandomTable[], state: State): State {
  const distinct = tables.map((table, place) => {
    const byKey =
      table.key.length === 0 ? state[place] : firstOfEach(state[place], table, table.key)
    return table.unique === undefined
      ? (byKey ?? [])
      : firstOfEach(byKey, table, [table.unique], { isNullDistinct: true })
  })
  return dropOrphans(tables, distinct)
}

function firstOfEach(
  rows: readonly Row[] = [],
  table: RandomTable,
  columns: readonly number[],
  { isNullDistinct = false } = {},
): readonly Row[] {
  const seen = new Set<string>()
  return rows.filter((row) => {
    if (isNullDistinct && columns.some((column) => row[column] === null)) return true
    const key = keyText(table, row, columns)
    return !seen.has(key) && seen.add(key)
  })
}

function dropOrphans(tables: readonly RandomTable[], state: State): State {
  const keys = tables.map(
    (table, place) => new Set((state[place] ?? []).map((row) => keyText(table, row, table.key))),
  )
  const kept = tables.map((table, place) =>
    (state[place] ?? []).filter((row) =>
      table.references.every(({ columns, parent }) => {
        if (columns.some((column) => row[column] === null)) return true
        return keys[parent]?.has(keyText(table, row, columns)) === true
      }),
    ),
  )
  const isSettled = kept.every((rows, place) => rows.length === state[place]?.length)
  return isSettled ? kept : dropOrphans(tables, kept)
}

/** A text that is the same for rows whose values in these columns are equal. */
export function keyText(table: RandomTable, row: Row, columns: readonly number[]): string {
  const values = columns.map((column) => {
    const value = row[column] ?? null
    const type = table.columns[column]?.type
    return value === null || type === undefined ? null : keyOf(type, value)
  })
  return JSON.stringify(values)
}
