import { describe, expect, it } from '@jest/globals'
import { excerpt } from '../src/index.ts'

describe('excerpt', () => {
  const long = 'a'.repeat(50)

  it('gives a text whole that is short enough', () => {
    expect(excerpt('abcdefghij', 'abcdefghik', 10)).toBe('abcdefghij')
  })

  it('begins at the beginning where that tells it from the other', () => {
    expect(excerpt('b'.repeat(30), long, 10)).toBe('bbbbbbbbbb…')
    expect(excerpt(long, null, 10)).toBe('aaaaaaaaaa…')
    expect(excerpt(long, undefined, 10)).toBe('aaaaaaaaaa…')
  })

  it('begins shortly before the difference where both begin alike', () => {
    expect(excerpt(`${long}1${long}`, `${long}2${long}`, 10)).toBe('…aa1aaaaaaa…')
    expect(excerpt(`${long}2${long}`, `${long}1${long}`, 10)).toBe('…aa2aaaaaaa…')
  })

  it('shows the end where they differ there, or where the other goes on', () => {
    expect(excerpt(`${long}1`, `${long}2`, 10)).toBe('…aaaaaaaaa1')
    expect(excerpt(long, `${long}2`, 10)).toBe('…aaaaaaaaaa')
  })
})
