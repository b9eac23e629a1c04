import { SyncError } from '@aaps-data/contracts'
import pg from 'pg'
import { targetFailure } from './target-failure.ts'

/**
 * Says what a failed COPY into staging means. The target knows in which row and column it stopped:
 * a value that it refuses is reported with both, the row counted from 1 in the order of reading.
 */
export function copyFailure(error: unknown, table: string): unknown {
  const failure = targetFailure(error, { table })
  if (!(failure instanceof SyncError) || failure.code !== 'VALUE_NOT_CARRIED') return failure
  if (!(error instanceof pg.DatabaseError)) return failure
  // Such as: COPY 5f2a_7_epsa, line 12, column telefonos: "..."; the words are the server's language.
  const [, row, column] = /, \D+(\d+)(?:, \S+ ([^:]+))?/.exec(error.where ?? '') ?? []
  return new SyncError(
    'VALUE_NOT_CARRIED',
    {
      ...failure.details,
      ...(row === undefined ? {} : { row: Number(row) }),
      ...(column === undefined ? {} : { column }),
    },
    error,
  )
}
