import type { ErrorDetails } from '@aaps-data/contracts'
import { ruleTitle } from '@aaps-data/contracts/describe-reject'
import { language } from '../../session/preferences.ts'
import { detailsText } from './detail-texts.ts'

const labels = {
  dataset: 'dataset',
  table: 'table',
  column: 'column',
  schema: 'schema',
  constraint: 'constraint',
  key: 'key',
  relation: 'table',
  detail: 'detail',
  row: 'row',
  rows: 'rows',
  holders: 'holders',
  expected: 'expected',
  affected: 'affected',
  read: 'read',
  staged: 'staged',
  database: 'database',
  host: 'host',
  port: 'port',
  source: 'source',
  sqlState: 'sql-state',
  address: 'host',
  columns: 'columns',
  keys: 'keys',
  examples: 'examples',
  values: 'examples',
  triggers: 'triggers',
  type: 'type',
  action: 'action',
  found: 'found',
  declaredColumns: 'columns-declared',
  queryColumns: 'columns-query',
  reason: 'detail',
  runId: 'run',
  drifts: 'drifts',
  drift: 'drift',
  sourceType: 'sourceType',
  targetType: 'targetType',
  expectedType: 'expectedType',
  write: 'write',
  statement: 'statement',
  what: 'what',
  change: 'change',
  references: 'references',
  rejected: 'rejected',
  maxRejects: 'maxRejects',
  rules: 'rules',
  rule: 'rule',
  count: 'count',
} as const

/** The name of a detail in the language of the page; one that is not known keeps its own. */
export function detailLabel(key: string): string {
  const known = Object.entries(labels).find(([name]) => name === key)
  return known === undefined ? key : detailsText(known[1])
}

/** What the report says in words of its own, or what means nothing outside the ledger. */
const leftOut: readonly string[] = ['phase', 'written', 'fence']

/** The details of an error that a person reads, in their order. */
export function shownDetails(details: ErrorDetails): [key: string, value: unknown][] {
  return Object.entries(details).filter(([key]) => !leftOut.includes(key))
}

const words = {
  'idle in transaction': 'value.idle',
  active: 'value.active',
  insert: 'value.insert',
  update: 'value.update',
  delete: 'value.delete',
  missing: 'value.missing',
  new: 'value.new',
  narrower: 'value.narrower',
  wider: 'value.wider',
  other: 'value.other',
} as const

const reasons = {
  key: 'value.key',
  'not null': 'value.not-null',
  reference: 'value.reference',
  cursor: 'value.cursor',
  'derived tables': 'value.derived',
  'the name is taken': 'value.taken',
  'no built-in type': 'value.no-built-in',
  'values could be lost': 'value.loss',
  'the zone is not known': 'value.zone',
} as const

const alterations = {
  type: 'value.type',
  nullable: 'value.nullable',
  'not null without default': 'value.strict',
  'primary key': 'value.primary-key',
  reference: 'value.lost-reference',
} as const

type Words = Readonly<Record<string, Parameters<typeof detailsText>[0]>>

const wordsOf: Readonly<Record<string, Words>> = { reason: reasons, what: alterations }

/** Details that are lists of facts, each with names of its own. */
const withNames: readonly string[] = ['drifts', 'rejected', 'rules']

/** The value of a detail as people read it. */
export function detailText(value: unknown, key = ''): string {
  if (Array.isArray(value)) return value.map((each) => detailText(each, key)).join('; ')
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, each]) => {
        const text = detailText(each, name)
        return withNames.includes(key) ? `${detailLabel(name)}: ${text}` : text
      })
      .join(' · ')
  }
  const text = String(value)
  if (key === 'rule') return ruleTitle(text, language.value)
  const word = Object.entries(wordsOf[key] ?? words).find(([each]) => each === text)
  return word === undefined ? text : detailsText(word[1])
}
