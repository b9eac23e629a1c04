import { resolveGuards, type Reference, type SourceTable } from '@aaps-data/catalog'
import fc from 'fast-check'
import { typesOf, valueTypeNames, type ValueTypeName } from './column-values.ts'

/** A table of a random dataset. Columns are meant by their places. */
export interface RandomTable {
  readonly name: string
  readonly columns: readonly RandomColumn[]
  /** Places of the key's columns; empty for a table that is compared as a multiset. */
  readonly key: readonly number[]
  readonly references: readonly RandomReference[]
  /** Place of a column with a deferrable unique constraint in the target. */
  readonly unique: number | undefined
}

interface RandomColumn {
  readonly name: string
  readonly type: ValueTypeName
  readonly nullable: boolean
}

interface RandomReference {
  /** Places of the columns that hold the parent's key, in its order. */
  readonly columns: readonly number[]
  /** Place of the parent in the dataset: any table with a key, this one as well. */
  readonly parent: number
  /** Whether the columns are part of the key. Such parents come earlier in the dataset. */
  readonly isInKey: boolean
}

interface TableSpec {
  readonly keyTypes: readonly ValueTypeName[]
  readonly references: readonly { parent: number; nullable: boolean; wantsKey: boolean }[]
  readonly unique: boolean
  readonly others: readonly { type: ValueTypeName; nullable: boolean }[]
}

const type = fc.constantFrom(...valueTypeNames)
const tableSpec: fc.Arbitrary<TableSpec> = fc.record({
  keyTypes: fc.array(type, { maxLength: 2 }),
  references: fc.array(
    fc.record({ parent: fc.nat(3), nullable: fc.boolean(), wantsKey: fc.boolean() }),
    { maxLength: 2 },
  ),
  unique: fc.boolean(),
  others: fc.array(fc.record({ type, nullable: fc.boolean() }), { maxLength: 3 }),
})

/** One to four tables that may reference each other, themselves, and round in a circle. */
export const randomTables: fc.Arbitrary<readonly RandomTable[]> = fc
  .array(tableSpec, { minLength: 1, maxLength: 4 })
  .map(buildTables)

// Names that the engine's own queries use, and such as have to be quoted.
const names = [
  'id',
  'line',
  'image',
  'staged',
  'Ñandú',
  'at',
  'two words',
  'order',
  'part',
  'q"q',
  'v0',
  '$1',
]

function buildTables(specs: readonly TableSpec[]): readonly RandomTable[] {
  const keyTypes: (readonly ValueTypeName[])[] = []
  // What a key is made of is known for the tables before only; that of the others has no reference.
  for (const { keyTypes: own, references } of specs) {
    const parents = references.filter(
      ({ parent, wantsKey }) => wantsKey && own.length > 0 && (keyTypes[parent]?.length ?? 0) > 0,
    )
    keyTypes.push([...own, ...parents.slice(0, 1).flatMap(({ parent }) => keyTypes[parent] ?? [])])
  }
  return specs.map((spec, place) => buildTable(spec, place, keyTypes))
}

function buildTable(
  spec: TableSpec,
  place: number,
  keyTypes: readonly (readonly ValueTypeName[])[],
): RandomTable {
  const columns: RandomColumn[] = []
  const add = (type: ValueTypeName, nullable: boolean): number => {
    const number = columns.length
    const name = `${names[number % names.length]}${number < names.length ? '' : number}`
    return columns.push({ name, type, nullable }) - 1
  }
  const key = spec.keyTypes.map((type) => add(type, false))
  const references: RandomReference[] = []
  for (const { parent: wanted, nullable, wantsKey } of spec.references) {
    const parent = wanted % keyTypes.length
    const types = keyTypes[parent] ?? []
    if (types.length === 0) continue
    const isInKey =
      wantsKey && key.length > 0 && wanted < place && references.every((each) => !each.isInKey)
    const places = types.map((type) => add(type, nullable && !isInKey))
    if (isInKey) key.push(...places)
    references.push({ columns: places, parent, isInKey })
  }
  const unique = spec.unique ? add('text', true) : undefined
  for (const { type, nullable } of spec.others) add(type, nullable)
  if (columns.length === 0) add('integer', true)
  return { name: `Table ${place}`, columns, key, references, unique }
}

/** The definition of a random table, which in the source lies in `public`, with other column names. */
export function definitionOf(table: RandomTable, tables: readonly RandomTable[]): SourceTable {
  const nameAt = ({ columns }: RandomTable, place: number) => columns[place]?.name ?? ''
  return {
    kind: 'source',
    name: table.name,
    source: { schema: 'public', relation: table.name },
    key: table.key.map((place) => nameAt(table, place)),
    columns: table.columns.map(({ name, type, nullable }, place) => ({
      name,
      source: `c${place}`,
      type: typesOf(type).target,
      nullable,
    })),
    guards: resolveGuards('derived', undefined, undefined),
    references: table.references.map(({ columns, parent: place }): Reference => {
      const parent = tables[place]
      if (parent === undefined) throw new Error('A reference has a parent')
      return {
        columns: columns.map((column) => nameAt(table, column)),
        table: parent.name,
        foreignColumns: parent.key.map((column) => nameAt(parent, column)),
      }
    }),
  }
}
