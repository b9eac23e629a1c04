import { describe, expect, it } from '@jest/globals'
import { SyncError } from '@aaps-data/contracts'
import pg from 'pg'
import { postgresFailure } from '../src/postgres/postgres-failure.ts'

const fromServer = (code: string, message = 'no') =>
  Object.assign(new pg.DatabaseError(message, 2, 'error'), { code })
const fromSystem = (code: string) => Object.assign(new Error(`connect ${code}`), { code })
const details = { source: 'siirays' }

describe('postgresFailure', () => {
  it.each([
    [fromSystem('ECONNREFUSED'), 'SOURCE_UNREACHABLE'],
    [fromSystem('ENOTFOUND'), 'SOURCE_UNREACHABLE'],
    [fromSystem('ETIMEDOUT'), 'SOURCE_UNREACHABLE'],
    [new Error('timeout expired'), 'SOURCE_UNREACHABLE'],
    [new Error('Connection terminated unexpectedly'), 'SOURCE_UNREACHABLE'],
    [fromServer('57P01'), 'SOURCE_UNREACHABLE'],
    [fromServer('08006'), 'SOURCE_UNREACHABLE'],
    [fromServer('53300'), 'SOURCE_UNREACHABLE'],
    [fromServer('28P01'), 'SOURCE_AUTH_FAILED'],
    [fromServer('3D000'), 'SOURCE_AUTH_FAILED'],
    [fromServer('08P01', 'no such database: siirays'), 'SOURCE_AUTH_FAILED'],
    [new Error('SASL: client password must be a string'), 'SOURCE_AUTH_FAILED'],
    [fromServer('42501'), 'SOURCE_PERMISSION_DENIED'],
    [fromServer('42P01'), 'SOURCE_TABLE_MISSING'],
    [fromServer('42703'), 'SOURCE_COLUMN_MISSING'],
    [fromServer('58030'), 'SOURCE_READ_FAILED'],
    [fromServer('54000'), 'VALUE_NOT_CARRIED'],
    [fromServer('XX000', 'invalid memory alloc request size 1200000003'), 'VALUE_NOT_CARRIED'],
  ])('translates %s to %s and keeps it as the cause', (error, code) => {
    const failure = postgresFailure(error, details)
    expect(failure).toMatchObject({ code, details })
    expect((failure as SyncError).cause).toBe(error)
  })

  it('leaves a defect and a known failure as they are', () => {
    const defect = new TypeError('undefined is not a function')
    expect(postgresFailure(defect, details)).toBe(defect)
    const known = new SyncError('SOURCE_TABLE_MISSING')
    expect(postgresFailure(known, details)).toBe(known)
  })
})
