import { describe, expect, it } from '@jest/globals'
import { resolveGuards, type Dataset, type Table } from '@aaps-data/catalog'
import { tiedTables } from '../src/plan/tied-tables.ts'

function table(name: string, references: readonly string[] = [], kind = 'source'): Table {
  return {
    kind,
    name,
    columns: [],
    key: [],
    source: { schema: 'public', relation: name },
    references: references.map((each) => ({
      columns: ['id'],
      table: each,
      foreignColumns: ['id'],
    })),
    guards: resolveGuards('source', undefined, undefined),
  } as unknown as Table
}
const dataset = (...tables: readonly Table[]) => ({ name: 'd', tables }) as unknown as Dataset
const names = (tables: readonly Table[]) => tables.map(({ name }) => name)

describe('tiedTables', () => {
  const forest = dataset(
    table('leaf', ['trunk']),
    table('trunk', ['root']),
    table('root'),
    table('stone'),
    table('pebble', ['stone']),
    table('alone'),
  )

  it('takes what a table refers to and what refers to it, over any distance', () => {
    expect(names(tiedTables(forest, ['leaf'], []))).toEqual(['leaf', 'trunk', 'root'])
    expect(names(tiedTables(forest, ['root'], []))).toEqual(['leaf', 'trunk', 'root'])
    expect(names(tiedTables(forest, ['alone', 'stone'], []))).toEqual(['stone', 'pebble', 'alone'])
  })

  it('takes tables that refer to each other in a circle, and to themselves', () => {
    const circle = dataset(table('a', ['b']), table('b', ['a', 'b']), table('c'))
    expect(names(tiedTables(circle, ['a'], []))).toEqual(['a', 'b'])
  })

  it('takes what only the target ties to a table, over any distance', () => {
    const ties = [
      { child: 'alone', parent: 'pebble' },
      { child: 'trunk', parent: 'stone' },
    ]
    const all = ['leaf', 'trunk', 'root', 'stone', 'pebble', 'alone']
    expect(names(tiedTables(forest, ['alone'], ties))).toEqual(all)
  })

  it('takes the whole dataset where a query may use any of its tables', () => {
    const derived = dataset(table('a'), table('b'), table('sum', [], 'derived'))
    expect(names(tiedTables(derived, ['a'], []))).toEqual(['a', 'b', 'sum'])
  })

  it('names the tables that the dataset has not', () => {
    expect(() => tiedTables(forest, ['leaf', 'sky', 'sea'], [])).toThrow(
      expect.objectContaining({
        code: 'TABLE_UNKNOWN',
        details: { dataset: 'd', tables: ['sky', 'sea'] },
      }),
    )
  })
})
