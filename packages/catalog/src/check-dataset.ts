import { checkFiles } from './check-files.ts'
import { checkIncremental } from './check-incremental.ts'
import { checkReferences } from './check-references.ts'
import { checkRetry, checkTimeLimit } from './check-retry.ts'
import { checkRules } from './check-rules.ts'
import { checkReconcile, checkSchedule } from './check-schedule.ts'
import { checkSourceColumns } from './check-source-columns.ts'
import { checkDerivedColumns, checkTable } from './check-table.ts'
import type { Finding } from './fault.ts'
import { identifierFault } from './identifier.ts'
import { partOf, readTables } from './readable-table.ts'

function schemaFault(schema: string): string | undefined {
  const isReserved = /^pg_/.test(schema) || ['information_schema', 'sync'].includes(schema)
  return isReserved ? `schema ${schema} is not for data; choose another` : identifierFault(schema)
}

function checkTargetSchema(value: unknown): readonly Finding[] {
  const { schema } = partOf(value, 'target')
  const reason = typeof schema === 'string' ? schemaFault(schema) : undefined
  return reason === undefined ? [] : [{ path: ['target', 'schema'], reason }]
}

function namedTwice(name: string, tables: ReadonlyMap<string, unknown>): readonly Finding[] {
  return tables.has(name)
    ? [
        {
          path: ['derived', name],
          reason: `a table ${name} stands under \`tables\` too; rename one`,
        },
      ]
    : []
}

function checkTables(value: unknown): readonly Finding[] {
  const tables = readTables(partOf(value, 'tables'))
  const derived = readTables(partOf(value, 'derived'))
  const all = new Map([...tables, ...derived])
  return [
    ...checkFiles(value, tables),
    ...[...tables].flatMap(([name, table]) => [
      ...checkTable(name, table, ['tables', name]),
      ...checkSourceColumns(table, ['tables', name]),
      ...checkReferences(name, table, all, ['tables', name]),
      ...checkRules(table, { tables, path: ['tables', name] }),
      ...checkIncremental(table, { path: ['tables', name], hasDerived: derived.size > 0 }),
    ]),
    ...[...derived].flatMap(([name, table], place) => [
      ...namedTwice(name, tables),
      ...checkTable(name, table, ['derived', name]),
      ...checkDerivedColumns(table, ['derived', name]),
      ...checkReferences(name, table, all, ['derived', name]),
      ...checkRules(table, {
        tables: new Map([...tables, ...[...derived].slice(0, place + 1)]),
        path: ['derived', name],
      }),
    ]),
  ]
}

/**
 * What in a definition has the right form and still makes no sense. Parts whose form is wrong are
 * passed over, so that they do not hide what is wrong with the others.
 */
export function checkDataset(value: unknown): readonly Finding[] {
  return [
    ...checkSchedule(value),
    ...checkReconcile(value),
    ...checkRetry(value),
    ...checkTimeLimit(value),
    ...checkTargetSchema(value),
    ...checkTables(value),
  ]
}
