import type { RunRejectCount } from '@aaps-data/ledger'
import { countText } from '../text/count-text.ts'

const ends = {
  reject: 'rejected',
  warn: 'let in with a warning',
  fail: 'not tolerated',
} as const satisfies Readonly<Record<RunRejectCount['action'], string>>

/** How many rows broke which rule of which column, for people, a line each. Pure. */
export function rejectLines(rejects: readonly RunRejectCount[]): readonly string[] {
  return rejects.map(({ table, column, rule, action, rows }) => {
    const place = column === null ? table : `${table}.${column}`
    return `${place}, ${rule}: ${countText(rows)} ${ends[action]}`
  })
}
