import { columnTypeOf } from './column-type.ts'
import { resolveGuards } from './resolve-guards.ts'
import type {
  ColumnDefinition,
  DatasetDefinition,
  DerivedTableDefinition,
  ReferenceDefinition,
  SourceTableDefinition,
} from './dataset-definition.ts'
import type {
  Column,
  Dataset,
  DerivedTable,
  Reference,
  RetryPolicy,
  SourceTable,
  Table,
} from './dataset.ts'

type TableDefinition = SourceTableDefinition | DerivedTableDefinition
type Keys = ReadonlyMap<string, readonly string[]>

const defaultRetry: RetryPolicy = {
  maxAttempts: 5,
  firstDelaySeconds: 30,
  longestDelaySeconds: 900,
}
const defaultLockTimeoutSeconds = 30
const defaultSourceSchema = 'public'
const defaultChanges = { keepRows: 10_000, keepDays: 90 }

/** The retry policy with what it leaves out: 5 attempts, the first delay 30 s, the longest 900 s. */
export function resolveRetry(retry: DatasetDefinition['retry']): RetryPolicy {
  return { ...defaultRetry, ...retry }
}

function resolveColumn(name: string, definition: ColumnDefinition): Column {
  const parsed = columnTypeOf(definition)
  if (parsed === undefined) throw new Error(`Column ${name} was not checked`)
  const { source, masked = false } =
    typeof definition === 'string' ? { source: undefined } : definition
  return { name, source: source ?? name, ...(masked ? { masked } : {}), ...parsed }
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
  keys: Keys,
): Omit<Table, 'kind' | 'guards'> {
  return {
    name,
    columns: Object.entries(definition.columns).map(([column, written]) =>
      resolveColumn(column, written),
    ),
    key: keyOf(definition),
    references: (definition.references ?? []).map((reference) => resolveReference(reference, keys)),
  }
}

function resolveRelation(from: string, defaultSchema: string): SourceTable['source'] {
  const dot = from.indexOf('.')
  return dot < 0
    ? { schema: defaultSchema, relation: from }
    : { schema: from.slice(0, dot), relation: from.slice(dot + 1) }
}

/**
 * A checked definition with everything filled in that it may leave out: the relation and columns of
 * the source are named as in the target, its schema is `public`, references are to the other
 * table's key. `queries` holds the text of each derived table's file.
 */
export function resolveDataset(
  definition: DatasetDefinition,
  queries: ReadonlyMap<string, string>,
): Dataset {
  const { dataset: name, title, department, source, target, freshnessLimitMinutes } = definition
  const derived = Object.entries(definition.derived ?? {})
  const sources = Object.entries(definition.tables)
  const keys: Keys = new Map(
    [...sources, ...derived].map(([table, written]) => [table, keyOf(written)]),
  )
  const sourceSchema = source.schema ?? defaultSourceSchema
  const tables: readonly SourceTable[] = sources.map(([table, written]) => ({
    kind: 'source',
    source: resolveRelation(written.from ?? table, sourceSchema),
    ...resolveParts(table, written, keys),
    guards: resolveGuards('source', definition.guards, written.guards),
  }))
  const derivedTables: readonly DerivedTable[] = derived.map(([table, written]) => ({
    kind: 'derived',
    query: queries.get(written.query) ?? '',
    ...resolveParts(table, written, keys),
    guards: resolveGuards('derived', undefined, written.guards),
  }))
  return {
    name,
    title,
    department,
    source: { kind: source.kind, connection: source.connection },
    target,
    schedule: definition.schedule,
    freshnessLimitMinutes,
    retry: resolveRetry(definition.retry),
    lockTimeoutSeconds: definition.lockTimeoutSeconds ?? defaultLockTimeoutSeconds,
    changes: { ...defaultChanges, ...definition.changes },
    tables: [...tables, ...derivedTables],
  }
}
