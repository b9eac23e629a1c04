import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { StringStore } from '../../src/excel/string-store.ts'

describe('StringStore', () => {
  it('gives every text by its number, also those that it has put aside', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.integer({ min: 1, max: 90_000 }).map((length) => 'ñ'.repeat(length)),
    )
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat({ max: 70 }), { maxLength: 60 }),
        (texts, asked) => {
          const store = new StringStore({ memoryBytes: 128 * 1024 })
          try {
            const kept = texts.map((each) => each.replace(/\p{Surrogate}/gu, ''))
            for (const each of kept) store.add(each)
            expect(asked.map((number) => store.get(number))).toEqual(
              asked.map((number) => kept[number]),
            )
          } finally {
            store.close()
          }
        },
      ),
    )
  })
})
