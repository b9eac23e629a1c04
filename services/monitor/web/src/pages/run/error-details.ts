import { t } from '../../i18n/language.ts'

const labels = {
  dataset: 'detail.dataset',
  table: 'detail.table',
  column: 'detail.column',
  schema: 'detail.schema',
  constraint: 'detail.constraint',
  key: 'detail.key',
  relation: 'detail.table',
  detail: 'detail.detail',
  row: 'detail.row',
  rows: 'detail.rows',
  holders: 'detail.holders',
  expected: 'detail.expected',
  affected: 'detail.affected',
  read: 'detail.read',
  staged: 'detail.staged',
  database: 'detail.database',
  host: 'detail.host',
  port: 'detail.port',
  source: 'detail.source',
  sqlState: 'detail.sql-state',
} as const

/** The name of a detail in the language of the page; one that is not known keeps its own. */
export function detailLabel(key: string): string {
  const known = Object.entries(labels).find(([name]) => name === key)
  return known === undefined ? key : t(known[1])
}

/** The value of a detail as people read it. */
export function detailText(value: unknown): string {
  if (Array.isArray(value)) return value.map(detailText).join('; ')
  if (typeof value === 'object' && value !== null) {
    return Object.values(value).map(detailText).join(' · ')
  }
  return String(value)
}
