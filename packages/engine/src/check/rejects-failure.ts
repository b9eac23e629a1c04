import { SyncError, type SyncErrorCode } from '@aaps-data/contracts'
import type { StagedTable } from '../sql/staged-table.ts'
import type { RejectExample } from '../sql/tell-rejects.ts'
import type { RejectGroup } from './reject-book.ts'

const mostRules = 20

/**
 * Why an attempt fails whose rows broke rules: a table has lost more of them than it tolerates, or
 * one broke a rule that tolerates none. The details name every rule with its rows, and what each
 * table tolerates as `maxRejects`. Undefined when it may go on. Pure.
 */
export function rejectsFailure(
  tables: readonly StagedTable[],
  groups: readonly RejectGroup[],
  examples: readonly RejectExample[],
): SyncError | undefined {
  const exceeding = tables.filter(({ table, rejected }) => rejected > (table.maxRejects ?? 0))
  const failing = groups.filter(({ action }) => action === 'fail')
  if (exceeding.length === 0 && failing.length === 0) return undefined
  const rejecting = groups.filter(({ action, rows }) => action !== 'warn' && rows > 0)
  const causes = rejecting.filter(({ isConsequence }) => !isConsequence)
  const shown = (group: RejectGroup) => ({
    rows: group.rows,
    examples: examples.filter(({ fault }) => groups[fault] === group).map(shownExample),
  })
  const [cause] = causes
  if (cause !== undefined && rejecting.length === 1) {
    const { type } = cause.facts
    const ruled = tables.find(({ table: { name } }) => name === cause.table)
    return new SyncError(codeOf(causes), {
      ...placeOf(cause),
      ...(type === undefined ? {} : { type }),
      ...ruleOf(cause),
      maxRejects: ruled?.table.maxRejects ?? 0,
      ...shown(cause),
    })
  }
  return new SyncError(codeOf(causes), {
    rejected: tables
      .filter(({ rejected }) => rejected > 0)
      .map(({ table: { name, maxRejects = 0 }, rejected }) => ({
        table: name,
        rows: rejected,
        maxRejects,
      })),
    rules: rejecting
      .slice(0, mostRules)
      .map((group) => ({ ...placeOf(group), ...ruleOf(group), ...shown(group) })),
  })
}

function placeOf({ table, column, facts }: RejectGroup): Readonly<Record<string, unknown>> {
  return column === undefined ? { table, columns: facts.columns } : { table, column }
}

// `fail` is told, since the tolerance of the table does not count then.
function ruleOf({ rule, action }: RejectGroup): Readonly<Record<string, unknown>> {
  return action === 'fail' ? { rule, action } : { rule }
}

function shownExample({ key, place, value }: RejectExample): Readonly<Record<string, unknown>> {
  return {
    ...(key === null ? {} : { key }),
    ...(place === null ? {} : { place }),
    ...(value === null ? {} : { value }),
  }
}

function codeOf(causes: readonly RejectGroup[]): SyncErrorCode {
  if (causes.length === 0) return 'ROWS_REJECTED'
  if (causes.every(({ rule }) => rule === 'key')) return 'KEY_NULL'
  if (causes.every(({ facts }) => facts.isKey === true)) return 'KEY_DUPLICATE'
  return causes.every(({ rule }) => rule === 'type') ? 'VALUE_NOT_CARRIED' : 'ROWS_REJECTED'
}
