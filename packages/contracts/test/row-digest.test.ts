import { describe, expect, it } from '@jest/globals'
import { digestOf } from '../src/index.ts'

describe('digestOf', () => {
  it('writes both sums as 64 bits each, whatever their sign and size', () => {
    expect(digestOf({ first_sum: '0', second_sum: '-1' })).toBe('0000000000000000ffffffffffffffff')
    expect(digestOf({ first_sum: '18446744073709551617', second_sum: '255' })).toBe(
      '000000000000000100000000000000ff',
    )
  })
})
