import { describe, expect, it } from '@jest/globals'
import { verificationLines } from '../src/verify/verification-lines.ts'

describe('verificationLines', () => {
  it('sets what was found of each table below each other, and the keys that differ at the end', () => {
    const lines = verificationLines([
      {
        table: 'epsa',
        method: 'digests',
        sourceRows: 15,
        rejected: 3,
        targetRows: 12,
        isEqual: true,
        differences: [],
        total: 0,
      },
      {
        table: 'value_of_period',
        method: 'digests',
        sourceRows: 3,
        rejected: 0,
        targetRows: 4,
        isEqual: false,
        differences: [
          { kind: 'missing', key: ['1', 'a'], sourceRows: 1, targetRows: 0 },
          { kind: 'different', key: ['2', null], sourceRows: 1, targetRows: 3 },
        ],
        total: 2,
      },
      {
        table: 'many',
        method: 'staging',
        reason: 'the table is derived',
        sourceRows: 0,
        rejected: 0,
        targetRows: 9,
        isEqual: false,
        differences: [{ kind: 'extra', key: ['3'], sourceRows: 0, targetRows: 1 }],
        total: undefined,
      },
    ])
    expect(lines).toEqual([
      'table            compared by  source rows  rejected  target rows  result',
      'epsa             digests      15           3         12           equal',
      'value_of_period  digests      3            0         4            2 keys differ',
      'many             staging      0            0         9            at least 1 key differs',
      '',
      'value_of_period:',
      '  missing    ["1","a"]',
      '  different  ["2",null] (rows: 1, 3)',
      '',
      'many, the first 1:',
      '  extra      ["3"]',
    ])
  })
})
