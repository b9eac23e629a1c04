import { columnTypeOf } from './column-type.ts'
import { resolveReading } from './column-reading.ts'
import { fileKindOf } from './file-kinds.ts'
import { resolveCursor } from './resolve-cursor.ts'
import { resolveGuards } from './resolve-guards.ts'
import { resolveRetry, resolveTimeLimit } from './resolve-retry.ts'
import { resolveCleaning, resolveRules } from './resolve-rules.ts'
import type {
  ColumnDefinition,
  DatasetDefinition,
  DerivedTableDefinition,
  ReferenceDefinition,
  SourceTableDefinition,
} from './dataset-definition.ts'
import { resolveSchedule } from './resolve-schedule.ts'
import type { CronSchedule } from './schedule.ts'
import type { SourceLimits } from './source-limits.ts'
import type { Column, Dataset, DerivedTable, Reference, SourceTable, Table } from './dataset.ts'

type TableDefinition = SourceTableDefinition | DerivedTableDefinition
type Keys = ReadonlyMap<string, readonly string[]>

const defaultLockTimeoutSeconds = 30
const defaultSourceSchema = 'public'
const defaultReconcileCron = '0 3 * * *'
const defaultChanges = { keepRows: 10_000, keepDays: 90 }

function resolveReconcile({ fullReconcile, schedule }: DatasetDefinition): CronSchedule {
  return fullReconcile ?? { cron: defaultReconcileCron, timeZone: schedule?.timeZone ?? 'UTC' }
}

function resolveColumn(name: string, definition: ColumnDefinition, keys: Keys): Column {
  const parsed = columnTypeOf(definition)
  if (parsed === undefined) throw new Error(`Column ${name} was not checked`)
  if (typeof definition === 'string') return { name, source: name, ...parsed }
  const { source, sourceType, masked = false } = definition
  return {
    name,
    source: source ?? name,
    ...(sourceType === undefined ? {} : { sourceType }),
    ...(masked ? { masked } : {}),
    ...parsed,
    ...resolveCleaning(definition),
    ...resolveReading(definition),
    ...resolveRules(definition, keys),
  }
}

function resolveReference(
  { columns, table, foreignColumns }: ReferenceDefinition,
  keys: Keys,
): Reference {
  return { columns, table, foreignColumns: foreignColumns ?? keys.get(table) ?? [] }
}

function keyOf({ key }: TableDefinition): readonly string[] {
  return key === 'none' ? [] : key
}

function resolveParts(
  name: string,
  definition: TableDefinition,
  { keys, maxRejects = 0 }: { readonly keys: Keys; readonly maxRejects: number | undefined },
): Omit<Table, 'kind' | 'guards'> {
  const limit = definition.maxRejects ?? maxRejects
  return {
    name,
    columns: Object.entries(definition.columns).map(([column, written]) =>
      resolveColumn(column, written, keys),
    ),
    key: keyOf(definition),
    references: (definition.references ?? []).map((reference) => resolveReference(reference, keys)),
    ...(limit === 0 ? {} : { maxRejects: limit }),
  }
}

function resolvePart(
  from: string | Readonly<Record<string, unknown>>,
  { kind, schema: defaultSchema = defaultSourceSchema }: DatasetDefinition['source'],
): SourceTable['source'] {
  const fileKind = fileKindOf(kind)
  if (fileKind !== undefined) return fileKind.resolve(from)
  if (typeof from === 'object') throw new Error('The part was not checked')
  const dot = from.indexOf('.')
  const [schema, relation] =
    dot < 0 ? [defaultSchema, from] : [from.slice(0, dot), from.slice(dot + 1)]
  return { schema, relation }
}

/**
 * A checked definition with everything filled in that it may leave out: the relation and columns of
 * the source are named as in the target, its schema is `public`, references are to the other
 * table's key. `queries` holds the text of each derived table's file.
 */
export function resolveDataset(
  definition: DatasetDefinition,
  {
    queries,
    limits,
  }: { readonly queries: ReadonlyMap<string, string>; readonly limits: SourceLimits },
): Dataset {
  const { dataset: name, title, department, source, target, freshnessLimitMinutes } = definition
  const derived = Object.entries(definition.derived ?? {})
  const sources = Object.entries(definition.tables)
  const keys: Keys = new Map(
    [...sources, ...derived].map(([table, written]) => [table, keyOf(written)]),
  )
  const parts = { keys, maxRejects: definition.maxRejects }
  const tables: readonly SourceTable[] = sources.map(([table, written]) => ({
    kind: 'source',
    source: resolvePart(written.from ?? table, source),
    ...(written.unmapped === undefined ? {} : { unmapped: written.unmapped }),
    ...resolveCursor(written),
    ...resolveParts(table, written, parts),
    guards: resolveGuards('source', definition.guards, written.guards),
  }))
  const derivedTables: readonly DerivedTable[] = derived.map(([table, written]) => ({
    kind: 'derived',
    query: queries.get(written.query) ?? '',
    ...resolveParts(table, written, parts),
    guards: resolveGuards('derived', undefined, written.guards),
  }))
  return {
    name,
    title,
    department,
    source: { kind: source.kind, connection: source.connection, limits },
    target,
    schedule: resolveSchedule(definition.schedule),
    fullReconcile: resolveReconcile(definition),
    fingerprint: definition.fingerprint ?? true,
    proof: definition.proof ?? 'reconcile',
    drift: definition.drift ?? 'fail',
    targetEdits: definition.targetEdits ?? 'restore',
    freshnessLimitMinutes,
    retry: resolveRetry(definition.retry),
    timeLimit: resolveTimeLimit(definition.timeLimit),
    lockTimeoutSeconds: definition.lockTimeoutSeconds ?? defaultLockTimeoutSeconds,
    changes: { ...defaultChanges, ...definition.changes },
    tables: [...tables, ...derivedTables],
  }
}
