import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { orderByReferences } from '../src/plan/order-by-references.ts'

const table = (name: string, ...parents: string[]) => ({
  name,
  references: parents.map((parent) => ({ columns: ['x'], table: parent, foreignColumns: ['y'] })),
})
const namesOf = (tables: readonly { readonly name: string }[]) => tables.map(({ name }) => name)

describe('orderByReferences', () => {
  it('puts parents first and keeps the given order otherwise', () => {
    const ordered = orderByReferences([table('c', 'b'), table('a'), table('b', 'a'), table('d')])
    expect(namesOf(ordered)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('takes a reference to itself, to outside and round a circle', () => {
    const ordered = orderByReferences([table('a', 'a', 'gone'), table('b', 'c'), table('c', 'b')])
    expect(namesOf(ordered)).toEqual(['a', 'c', 'b'])
  })

  it('keeps every table once, each behind all those it references, when there is no circle', () => {
    const acyclic = fc
      .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 20 })
      .chain((rows) => {
        const tables = rows.map((row, index) =>
          table(`t${index}`, ...(index === 0 ? [] : row.map((each) => `t${each % index}`))),
        )
        return fc.shuffledSubarray(tables, { minLength: tables.length })
      })
    fc.assert(
      fc.property(acyclic, (tables) => {
        const ordered = namesOf(orderByReferences(tables))
        expect(ordered.toSorted()).toEqual(namesOf(tables).toSorted())
        for (const { name, references } of tables) {
          for (const reference of references) {
            expect(ordered.indexOf(reference.table)).toBeLessThan(ordered.indexOf(name))
          }
        }
      }),
    )
  })

  it('keeps every table once whatever the references are', () => {
    const any = fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 })
      .chain((names) =>
        fc
          .array(fc.array(fc.constantFrom(...names, 'outside'), { maxLength: 3 }), {
            minLength: names.length,
            maxLength: names.length,
          })
          .map((parents) => names.map((name, index) => table(name, ...(parents[index] ?? [])))),
      )
    fc.assert(
      fc.property(any, (tables) => {
        expect(namesOf(orderByReferences(tables)).toSorted()).toEqual(namesOf(tables).toSorted())
      }),
    )
  })
})
