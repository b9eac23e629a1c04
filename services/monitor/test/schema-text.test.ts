import { describe, expect, it } from '@jest/globals'
import { limitsText, schemaText } from '../src/api-page/schema-text.ts'

describe('schemaText', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [{ const: 'yes' }, '"yes"'],
    [{ enum: ['a', 'b'] }, '"a" | "b"'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, '("a" | "b")[]'],
    [{ patternProperties: { '^.*$': { type: 'number' } } }, '{ [name: string]: number }'],
    [{}, 'unknown'],
    [{ type: 'object', properties: {} }, '{}'],
  ])('writes %j as %s', (schema, text) => {
    expect(schemaText(schema)).toBe(text)
  })

  it('writes the fields of an object with what they mean, however deep', () => {
    const item = { properties: { id: { type: 'string' } }, required: ['id'] }
    const schema = {
      properties: {
        rows: { type: 'array', items: item },
        limit: { type: 'integer', minimum: 1, maximum: 9, default: 5, description: 'How many' },
      },
      required: ['rows'],
    }
    expect(schemaText(schema)).toBe(
      [
        '{',
        '  rows: {',
        '    id: string',
        '  }[]',
        '  limit?: integer  // How many; at least 1, at most 9, 5 when absent',
        '}',
      ].join('\n'),
    )
  })

  it('names a pattern and a length', () => {
    expect(limitsText({ pattern: '^a$', maxLength: 3 })).toBe('at most 3 characters, matches ^a$')
  })
})
