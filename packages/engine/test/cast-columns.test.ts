import { describe, expect, it } from '@jest/globals'
import { castColumns } from '../src/sql/check-casts.ts'
import type { StagedTable } from '../src/sql/staged-table.ts'
import { aTable } from './sync-world.ts'

const isChecked = (stagedType: string, targetType: string) => {
  const column = { name: 'v', stagedType, targetType }
  const table: StagedTable = {
    table: aTable('t', ['v text']),
    staging: 's',
    target: 't',
    columns: [column],
    rows: 0,
    rejected: 0,
    read: 'full',
    cursorBound: undefined,
    fingerprint: undefined,
  }
  return castColumns(table).length > 0
}

describe('castColumns', () => {
  it.each([
    ['text', 'text'],
    ['character varying(9)', 'text'],
    ['character varying', 'text'],
    ['character varying(9)', 'character varying'],
    ['numeric(8,2)', 'numeric'],
  ])('leaves out %s to %s, which changes nothing', (stagedType, targetType) => {
    expect(isChecked(stagedType, targetType)).toBe(false)
  })

  it.each([
    ['text', 'character varying'],
    ['text', 'character varying(9)'],
    ['character varying', 'character varying(9)'],
    ['character varying(9)[]', 'text'],
    ['character varying(9)[]', 'text[]'],
    ['character(9)', 'text'],
    ['numeric', 'numeric(8,2)'],
    ['numeric(8,2)[]', 'numeric'],
    ['numeric(9,3)', 'numeric(8,2)'],
    ['integer', 'numeric'],
    ['json', 'jsonb'],
  ])('checks %s to %s', (stagedType, targetType) => {
    expect(isChecked(stagedType, targetType)).toBe(true)
  })
})
