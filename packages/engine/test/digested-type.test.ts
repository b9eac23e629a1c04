import { describe, expect, it } from '@jest/globals'
import { digestedType } from '../src/verify/digested-type.ts'

describe('digestedType', () => {
  it.each([
    ['integer', 'integer'],
    ['timestamp(3) without time zone', 'timestamp(3) without time zone'],
    ['smallint', 'bigint'],
    ['bigint', 'numeric'],
    ['numeric(8,2)', 'numeric'],
    ['character varying(7)', 'text'],
    ['character(7)', 'text'],
    ['character varying(7)', 'character varying(9)'],
    [undefined, 'text'],
  ])('takes %s as it is for %s', (source, target) => {
    expect(digestedType(source, target)).toBe('as it is')
  })

  it.each([
    ['numeric(8,2)', 'numeric(10,4)'],
    ['real', 'double precision'],
    ['timestamp without time zone', 'timestamp with time zone'],
  ])('casts %s to %s, which changes no value but its text', (source, target) => {
    expect(digestedType(source, target)).toEqual({ cast: target })
  })

  it.each([
    ['bigint', 'integer'],
    ['integer', 'numeric(12,0)'],
    ['numeric', 'numeric(10,4)'],
    ['numeric(10,2)', 'numeric(10,4)'],
    ['numeric(10,4)', 'numeric(12,2)'],
    ['text', 'character varying(9)'],
    ['character varying(9)', 'character varying(7)'],
    ['character varying(9)', 'character(9)'],
    ['json', 'jsonb'],
    ['timestamp(3) without time zone', 'timestamp with time zone'],
    ['double precision', 'real'],
    ['date', 'timestamp without time zone'],
    [undefined, 'integer'],
    [undefined, 'character varying(9)'],
  ])('knows no cast from %s to %s that keeps every value', (source, target) => {
    expect(digestedType(source, target)).toBeUndefined()
  })
})
