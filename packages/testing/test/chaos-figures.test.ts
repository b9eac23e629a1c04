import { describe, expect, it } from '@jest/globals'
import { faultsOf, figuresOf, lineOf, type Facts } from '../chaos/figures.ts'

const succeeded = (id: string) => ({
  id,
  state: 'succeeded',
  receipts: 1,
  succeededAttempts: 1,
})
const clean: Facts = {
  commands: 3,
  confirmed: ['a', 'b'],
  runs: [succeeded('a'), succeeded('b'), { ...succeeded('c'), state: 'failed', receipts: 0 }],
  writes: [
    { transaction: '7', runId: 'a' },
    { transaction: '9', runId: 'b' },
  ],
  fences: new Map([['cuentas', [1, 2, 5]]]),
  tornReads: 0,
  differing: [],
  shown: new Map([
    ['a', 'succeeded'],
    ['b', 'succeeded'],
    ['c', 'failed'],
  ]),
  recoverySeconds: [1, 2, 3],
}

describe('the figures of a chaos run', () => {
  it('are one line, and nothing is wrong with it when all went well', () => {
    const figures = figuresOf(clean)
    expect(lineOf(figures)).toBe(
      'commands=3 confirmed=2 terminal=2 lost=0 duplicate_merges=0 half_merges=0 ' +
        'false_successes=0 overlaps=0 monitor_mismatches=0 recovery_p99=3.0s',
    )
    expect(faultsOf(figures)).toEqual([])
  })

  const breaches: readonly (readonly [string, Partial<Facts>])[] = [
    ['lost', { confirmed: ['a', 'b', 'nowhere'] }],
    ['lost', { runs: [{ ...succeeded('a'), state: 'waiting' }, succeeded('b')] }],
    ['duplicate_merges', { runs: [{ ...succeeded('a'), receipts: 2 }, succeeded('b')] }],
    ['duplicate_merges', { runs: [{ ...succeeded('a'), succeededAttempts: 2 }, succeeded('b')] }],
    ['duplicate_merges', { writes: [...clean.writes, { transaction: '11', runId: 'a' }] }],
    ['half_merges', { writes: [...clean.writes, { transaction: '8', runId: null }] }],
    ['half_merges', { tornReads: 1 }],
    ['false_successes', { runs: [{ ...succeeded('a'), receipts: 0 }, succeeded('b')] }],
    ['false_successes', { differing: ['cuentas'] }],
    ['overlaps', { fences: new Map([['cuentas', [1, 3, 2]]]) }],
    ['monitor_mismatches', { shown: new Map([['a', 'running']]) }],
  ]
  it.each(breaches)('tell of %s in %j', (name, change) => {
    expect(faultsOf(figuresOf({ ...clean, ...change })).join()).toContain(`${name} is`)
  })

  it('tell when nothing was tried, and when it took too long to recover', () => {
    const tell = (change: Partial<Facts>) => faultsOf(figuresOf({ ...clean, ...change }))
    expect(tell({ confirmed: [] })).toEqual(['no request was confirmed: nothing was tried'])
    expect(tell({ recoverySeconds: [] })).toEqual(['no fault was healed: nothing was tried'])
    expect(tell({ recoverySeconds: [1, 31] })).toEqual(['recovery_p99 is above 30 s'])
  })
})
