import { describe, expect, it } from '@jest/globals'
import { holdsType, isUnlimited, relateTypes } from '../src/columns/type-relation.ts'

describe('relateTypes', () => {
  it.each([
    ['integer', 'integer', 'same'],
    ['text', 'character varying', 'same'],
    ['text', 'character varying(80)', 'narrower'],
    ['character varying(80)', 'character varying(50)', 'narrower'],
    ['character varying(50)', 'character varying(80)', 'wider'],
    ['character varying(50)', 'text', 'wider'],
    ['bigint', 'integer', 'narrower'],
    ['smallint', 'integer', 'wider'],
    ['numeric', 'bigint', 'narrower'],
    ['numeric(10,0)', 'integer', 'narrower'],
    ['numeric(9,0)', 'integer', 'other'],
    ['integer', 'numeric', 'wider'],
    ['numeric', 'numeric(8,2)', 'narrower'],
    ['numeric(8,2)', 'numeric(10,4)', 'wider'],
    ['numeric(8,2)', 'numeric(8,3)', 'other'],
    ['numeric(3,-2)', 'numeric(5,0)', 'wider'],
    ['double precision', 'real', 'narrower'],
    ['timestamp(3) without time zone', 'timestamp without time zone', 'wider'],
    ['timestamp with time zone', 'timestamp(0) with time zone', 'narrower'],
    ['timestamp without time zone', 'timestamp with time zone', 'other'],
    ['text', 'character(5)', 'other'],
    ['character(8)', 'character(5)', 'other'],
    ['jsonb', 'json', 'other'],
    ['text', 'integer', 'other'],
    ['integer', 'text', 'other'],
    ['integer[]', 'bigint[]', 'other'],
    ['text', 'public.estado', 'other'],
    ['public.estado', 'public.estado', 'same'],
  ] as const)('takes of %s and %s the second for %s', (expected, found, relation) => {
    expect(relateTypes(expected, found)).toBe(relation)
  })
})

describe('holdsType', () => {
  it('keeps the digits before the point where there are more behind it', () => {
    expect(holdsType('numeric(9,4)', 'numeric(8,2)')).toBe(false)
    expect(holdsType('numeric(10,4)', 'numeric(8,2)')).toBe(true)
  })
})

describe('isUnlimited', () => {
  it('is for texts and numbers without a limit', () => {
    const types = ['text', 'numeric', 'numeric(8,2)', 'character varying', 'bigint', 'date']
    expect(types.filter(isUnlimited)).toEqual(['text', 'numeric', 'character varying'])
  })
})
