import { describe, expect, it } from '@jest/globals'
import { resolveGuards } from '../src/index.ts'

describe('resolveGuards', () => {
  it('takes those of the table before those of the dataset before the defaults', () => {
    const guards = resolveGuards(
      'source',
      { maxDeletedShare: 0.1, maxUpdatedRows: 500 },
      { maxDeletedShare: 'off', emptySource: 'allow' },
    )
    expect(guards).toEqual({
      maxDeletedShare: undefined,
      maxDeletedRows: undefined,
      maxUpdatedShare: 0.5,
      maxUpdatedRows: 500,
      maxCountChange: 0.5,
      emptySource: 'allow',
      emptyColumn: 'hold',
    })
  })

  it('guards a derived table only where its own definition says so', () => {
    const { maxDeletedShare, maxUpdatedShare, emptySource } = resolveGuards(
      'derived',
      { maxDeletedShare: 0.1 },
      { maxUpdatedShare: 0.9 },
    )
    expect({ maxDeletedShare, maxUpdatedShare, emptySource }).toEqual({
      maxDeletedShare: undefined,
      maxUpdatedShare: 0.9,
      emptySource: 'allow',
    })
  })
})
