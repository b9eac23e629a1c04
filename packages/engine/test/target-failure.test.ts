import { describe, expect, it } from '@jest/globals'
import { SyncError } from '@aaps-data/contracts'
import pg from 'pg'
import { targetFailure } from '../src/failures/target-failure.ts'

const fromServer = (code: string, fields: object = {}) =>
  Object.assign(new pg.DatabaseError('no', 2, 'error'), { code, ...fields })
const fromSystem = (code: string) => Object.assign(new Error(`connect ${code}`), { code })

describe('targetFailure', () => {
  it.each([
    [fromSystem('ECONNREFUSED'), 'TARGET_UNREACHABLE'],
    [new Error('select 1 - Connection terminated unexpectedly'), 'TARGET_UNREACHABLE'],
    [
      new Error('Knex: Timeout acquiring a connection. The pool is probably full.'),
      'TARGET_UNREACHABLE',
    ],
    [fromServer('57P01'), 'TARGET_UNREACHABLE'],
    [fromServer('08006'), 'TARGET_UNREACHABLE'],
    [fromServer('28P01'), 'TARGET_AUTH_FAILED'],
    [fromServer('42501'), 'TARGET_PERMISSION_DENIED'],
    [fromServer('42P01'), 'TARGET_TABLE_MISSING'],
    [fromServer('42703'), 'TARGET_COLUMN_MISSING'],
    [fromServer('08P01', { message: 'no such user: sync' }), 'TARGET_AUTH_FAILED'],
    [fromServer('55P03'), 'TARGET_LOCKED'],
    [fromServer('40P01'), 'TARGET_LOCKED'],
    [fromServer('57014'), 'TARGET_CANCELLED'],
    [fromServer('22P02'), 'VALUE_NOT_CARRIED'],
    [fromServer('23502'), 'TARGET_CONSTRAINT'],
    [fromServer('53100'), 'TARGET_FULL'],
    [fromServer('XX000'), 'TARGET_FAILED'],
    [fromServer('54000'), 'VALUE_NOT_CARRIED'],
  ])('translates %s to %s and keeps it as the cause', (error, code) => {
    const failure = targetFailure(error, { table: 'epsa' })
    expect(failure).toMatchObject({ code, details: { table: 'epsa' } })
    expect((failure as SyncError).cause).toBe(error)
  })

  it('shows the key of a broken unique constraint, and never a whole row', () => {
    const detail = 'Failing row contains (1, secret).'
    const unique = fromServer('23505', {
      detail: 'Key (code)=(a) already exists.',
      constraint: 'u',
    })
    expect(targetFailure(unique)).toMatchObject({
      details: { constraint: 'u', detail: 'Key (code)=(a) already exists.' },
    })
    expect(JSON.stringify(targetFailure(fromServer('23514', { detail })))).not.toContain('secret')
  })

  it('leaves a defect and a known failure as they are', () => {
    const defect = new TypeError('undefined is not a function')
    expect(targetFailure(defect)).toBe(defect)
    const known = new SyncError('LEASE_LOST')
    expect(targetFailure(known)).toBe(known)
  })
})
