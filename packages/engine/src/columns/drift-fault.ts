import type { SourceTable } from '@aaps-data/catalog'
import { SyncError, type ErrorDetails, type SyncErrorCode } from '@aaps-data/contracts'
import type { ColumnDrift } from './column-drift.ts'
import { newLines, typeLines } from './definition-lines.ts'

/** Why a drift is not taken although the policy would. */
export type DriftObstacle =
  | 'key'
  | 'not null'
  | 'reference'
  | 'cursor'
  | 'derived tables'
  | 'the name is taken'
  | 'no built-in type'
  | 'values could be lost'
  | 'the zone is not known'

/** A drift that a run can not go on with. */
export interface DriftFault {
  readonly code: Extract<
    SyncErrorCode,
    'SOURCE_COLUMN_MISSING' | 'SOURCE_COLUMN_TYPE' | 'SOURCE_COLUMN_NEW'
  >
  readonly source: SourceTable['source']
  /** What a person reads of it: table, column, types, and what to write into the definition. */
  readonly drift: ErrorDetails
}

/** Says what is wrong, and what its author could write into the definition. Pure. */
export function driftFault(
  {
    table: { name: table, source },
    leftOut,
  }: { readonly table: SourceTable; readonly leftOut: readonly string[] },
  drift: ColumnDrift,
  reason?: DriftObstacle,
): DriftFault {
  const because = reason === undefined ? {} : { reason }
  switch (drift.kind) {
    case 'missing':
      return {
        code: 'SOURCE_COLUMN_MISSING',
        source,
        drift: { table, drift: 'missing', column: drift.column.source, ...because },
      }
    case 'new': {
      const { name, nativeType: sourceType } = drift.found
      const write = newLines(name, sourceType, leftOut)
      return {
        code: 'SOURCE_COLUMN_NEW',
        source,
        drift: { table, drift: 'new', column: name, sourceType, write, ...because },
      }
    }
    case 'type': {
      const { column, expected, found, relation } = drift
      const write = typeLines(drift)
      const types = { expectedType: expected, sourceType: found.nativeType, write }
      return {
        code: 'SOURCE_COLUMN_TYPE',
        source,
        drift: { table, drift: relation, column: column.source, ...types, ...because },
      }
    }
  }
}

const gravity = ['SOURCE_COLUMN_MISSING', 'SOURCE_COLUMN_TYPE', 'SOURCE_COLUMN_NEW'] as const

/** The error of all drifts of a dataset together: its code is that of the gravest. */
export function driftError(faults: readonly DriftFault[]): SyncError | undefined {
  const [first] = faults.toSorted((a, b) => gravity.indexOf(a.code) - gravity.indexOf(b.code))
  if (first === undefined) return undefined
  const { table, column } = first.drift
  const drifts = faults.map(({ drift }) => drift)
  return new SyncError(first.code, { ...first.source, table, column, drifts })
}
