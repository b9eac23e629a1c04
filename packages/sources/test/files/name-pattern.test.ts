import { describe, expect, it } from '@jest/globals'
import { fitsPattern, isUnfinished } from '../../src/files/name-pattern.ts'

describe('fitsPattern', () => {
  it.each([
    ['pozos.csv', 'pozos.csv', true],
    ['Pozos.csv', 'pozos.csv', false],
    ['pozos 2024.csv', 'pozos*.csv', true],
    ['pozos.csv', 'pozos*.csv', true],
    ['pozos.csv.bak', 'pozos*.csv', false],
    ['a-b-c', 'a*b*c', true],
    ['a-c', 'a*b*c', false],
    ['aa', 'a*a', true],
    ['a', 'a*a', false],
    ['a.b', 'a?b', false],
    ['añb', 'añb', true],
  ])('says of %s and %s: %s', (name, pattern, expected) => {
    expect(fitsPattern(name, pattern)).toBe(expected)
  })

  it('takes accents for the same however they are stored', () => {
    expect(fitsPattern('año.csv'.normalize('NFD'), 'año*.csv'.normalize('NFC'))).toBe(true)
  })

  it('ends in little time on a name made to take long', () => {
    expect(fitsPattern('a'.repeat(200), `${'a*'.repeat(60)}b`)).toBe(false)
  })
})

describe('isUnfinished', () => {
  it.each(['~$sarh.xlsx', '.~lock.sarh.xlsx#', 'a.csv.part', 'a.crdownload', 'a.csv~', 'A.TMP'])(
    'knows %s',
    (name) => {
      expect(isUnfinished(name)).toBe(true)
    },
  )

  it.each(['sarh.xlsx', 'parte.csv', 'a~b.csv'])('lets %s pass', (name) => {
    expect(isUnfinished(name)).toBe(false)
  })
})
