import fc from 'fast-check'
import { rowSeed, type RowSeed } from './random-state.ts'

/** What somebody does to a table of the source. */
export const changeKinds = [
  'insert a row',
  'delete a row',
  'change a value',
  'spell a value of the key differently',
  'give a row another key',
  'give a row another key, and its children with it',
  'give a child another parent',
  'give all children to another parent and delete theirs',
  'insert a parent and give it a child',
  'swap two unique values',
  'chain the rows by their reference to their own table',
  'turn the chain round',
  'repeat a row',
  'delete all rows',
] as const

export type ChangeKind = (typeof changeKinds)[number]

/** One change; the numbers choose table, rows and column, each among those that there are. */
export interface Change {
  readonly kind: ChangeKind
  readonly table: number
  readonly row: number
  readonly other: number
  readonly seed: RowSeed
}

const often = changeKinds.filter((kind) => kind !== 'delete all rows')

export const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({
    kind: fc.oneof(
      { arbitrary: fc.constantFrom(...often), weight: 40 },
      { arbitrary: fc.constant('delete all rows' as const), weight: 1 },
    ),
    table: fc.nat(3),
    row: fc.nat(99),
    other: fc.nat(99),
    seed: rowSeed,
  }),
  { minLength: 1, maxLength: 16, size: 'max' },
)
