import type { ErrorDetails } from '@aaps-data/contracts'
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
  address: 'detail.host',
  columns: 'detail.columns',
  keys: 'detail.keys',
  examples: 'detail.examples',
  values: 'detail.examples',
  type: 'detail.type',
  action: 'detail.action',
  found: 'detail.found',
  declaredColumns: 'detail.columns-declared',
  queryColumns: 'detail.columns-query',
  reason: 'detail.detail',
  runId: 'report.run',
} as const

/** The name of a detail in the language of the page; one that is not known keeps its own. */
export function detailLabel(key: string): string {
  const known = Object.entries(labels).find(([name]) => name === key)
  return known === undefined ? key : t(known[1])
}

/** What the report says in words of its own, or what means nothing outside the ledger. */
const leftOut: readonly string[] = ['phase', 'written', 'fence']

/** The details of an error that a person reads, in their order. */
export function shownDetails(details: ErrorDetails): [key: string, value: unknown][] {
  return Object.entries(details).filter(([key]) => !leftOut.includes(key))
}

const words = {
  'idle in transaction': 'detail.value.idle',
  active: 'detail.value.active',
  insert: 'detail.value.insert',
  update: 'detail.value.update',
  delete: 'detail.value.delete',
} as const

/** The value of a detail as people read it. */
export function detailText(value: unknown): string {
  if (Array.isArray(value)) return value.map(detailText).join('; ')
  if (typeof value === 'object' && value !== null) {
    return Object.values(value).map(detailText).join(' · ')
  }
  const known = Object.entries(words).find(([word]) => word === value)
  return known === undefined ? String(value) : t(known[1])
}
