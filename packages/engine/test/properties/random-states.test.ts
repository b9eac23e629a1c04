import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { changeState } from './change-state.ts'
import { expectedCounts } from './expected-counts.ts'
import { changeKinds, changes } from './random-changes.ts'
import { buildState, keyText, stateSeed, type Row, type State } from './random-state.ts'
import { randomTables, type RandomTable } from './random-tables.ts'

const anything = fc.record({ tables: randomTables, seeds: stateSeed, list: changes })

describe('random states', () => {
  it('keep the keys, unique values and references of their tables, also when changed', () => {
    fc.assert(
      fc.property(anything, ({ tables, seeds, list }) => {
        const state = buildState(tables, seeds)
        expect(brokenRules(tables, state)).toEqual([])
        expect(brokenRules(tables, changeState(tables, state, list))).toEqual([])
      }),
    )
  })

  it.each(changeKinds)('become others by a change: %s', (kind) => {
    const samples = fc.sample(anything, { numRuns: 150, seed: 1 })
    const changed = samples.filter(({ tables, seeds, list: [change] }) => {
      const state = buildState(tables, seeds)
      const after = changeState(tables, state, change === undefined ? [] : [{ ...change, kind }])
      return JSON.stringify(after) !== JSON.stringify(state)
    })
    expect(changed.length).toBeGreaterThan(5)
  })
})

describe('expectedCounts', () => {
  const numeric = { name: 'id', type: 'numeric', nullable: false } as const
  const text = { name: 'text', type: 'text', nullable: true } as const
  const keyed: RandomTable = {
    ...{ name: 'keyed', columns: [numeric, text], key: [0], references: [], unique: undefined },
  }
  const before = [
    ['1', 'a'],
    ['7', 'b'],
    ['8', 'b'],
  ]

  it('compares rows of equal keys by how their values are written', () => {
    const after = [
      ['1.0', 'a'],
      ['7', null],
      ['8', 'b'],
      ['9', 'b'],
    ]
    const counts = { staged: 4, inserted: 1, updated: 2, deleted: 0, unchanged: 1 }
    expect(expectedCounts(keyed, before, after)).toEqual(counts)
  })

  it('counts the rows of a table without a key as often as they occur', () => {
    const after = [
      ['1', 'a'],
      ['1', 'a'],
      ['8', 'b'],
    ]
    const counts = { staged: 3, inserted: 1, updated: 0, deleted: 1, unchanged: 2 }
    expect(expectedCounts({ ...keyed, key: [] }, before, after)).toEqual(counts)
  })
})

/** Names each rule that a state breaks. */
function brokenRules(tables: readonly RandomTable[], state: State): readonly string[] {
  const texts = (table: RandomTable, rows: readonly Row[], columns: readonly number[]) =>
    rows
      .filter((row) => columns.every((column) => row[column] !== null))
      .map((row) => keyText(table, row, columns))
  return tables.flatMap((table, place) => {
    const rows = state[place] ?? []
    const broken: string[] = []
    const distinct = table.unique === undefined ? [table.key] : [table.key, [table.unique]]
    for (const columns of distinct.filter((each) => each.length > 0)) {
      const keys = texts(table, rows, columns)
      if (new Set(keys).size < keys.length) broken.push(`${table.name} repeats ${columns.join()}`)
    }
    for (const { columns, parent: parentPlace } of table.references) {
      const parent = tables[parentPlace]
      const keys = parent ? texts(parent, state[parentPlace] ?? [], parent.key) : []
      const isFound = texts(table, rows, columns).every((key) => keys.includes(key))
      if (!isFound) broken.push(`${table.name} refers to nothing by ${columns.join()}`)
    }
    const isNull = (row: Row) =>
      table.columns.some(({ nullable }, column) => !nullable && row[column] === null)
    return rows.some(isNull) ? [...broken, `${table.name} lacks a value`] : broken
  })
}
