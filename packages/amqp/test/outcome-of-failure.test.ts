import { describe, expect, it } from '@jest/globals'
import { SyncError } from '@aaps-data/contracts'
import { outcomeOfFailure } from '../src/outcome-of-failure.ts'

describe('outcomeOfFailure', () => {
  it('handles a delivery again when the failure will pass', () => {
    expect(outcomeOfFailure(new SyncError('TARGET_UNREACHABLE'))).toBe('again')
    expect(outcomeOfFailure(new SyncError('WORKER_STOPPING'))).toBe('again')
  })

  it('parks a delivery, with the code, when the failure will not pass', () => {
    expect(outcomeOfFailure(new SyncError('DATASET_UNKNOWN', { dataset: 'x' }))).toEqual({
      park: {
        code: 'DATASET_UNKNOWN',
        reason: 'No dataset has this name',
        details: { dataset: 'x' },
      },
    })
  })

  it('lets the broker count a defect', () => {
    expect(outcomeOfFailure(new TypeError('x is undefined'))).toBe('requeue')
  })
})
