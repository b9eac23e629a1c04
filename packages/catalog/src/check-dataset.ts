import { Value } from '@sinclair/typebox/value'
import { checkReferences } from './check-references.ts'
import { checkDerivedColumns, checkTable } from './check-table.ts'
import { RetryDefinition, ScheduleDefinition } from './dataset-definition.ts'
import type { Finding } from './fault.ts'
import { identifierFault } from './identifier.ts'
import { partOf, readTables } from './readable-table.ts'
import { resolveRetry } from './resolve-dataset.ts'
import { scheduleFault } from './schedule.ts'

function checkSchedule(value: unknown): readonly Finding[] {
  const schedule = partOf(value, 'schedule')
  if (!Value.Check(ScheduleDefinition, schedule)) return []
  switch (scheduleFault(schedule)) {
    case 'timeZone':
      return [
        {
          path: ['schedule', 'timeZone'],
          reason: `no such time zone: ${schedule.timeZone}; write a name of the IANA list such as America/La_Paz`,
        },
      ]
    case 'cron':
      return [
        {
          path: ['schedule', 'cron'],
          reason: `not a cron pattern: ${schedule.cron}; write minute, hour, day, month and weekday`,
        },
      ]
    case undefined:
      return []
  }
}

function checkRetry(value: unknown): readonly Finding[] {
  const retry = partOf(value, 'retry')
  if (!Value.Check(RetryDefinition, retry)) return []
  const { firstDelaySeconds, longestDelaySeconds } = resolveRetry(retry)
  return longestDelaySeconds < firstDelaySeconds
    ? [
        {
          path: ['retry'],
          reason: `the longest delay (${longestDelaySeconds} s) is shorter than the first (${firstDelaySeconds} s); exchange or mend them`,
        },
      ]
    : []
}

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
    ...[...tables].flatMap(([name, table]) => [
      ...checkTable(name, table, ['tables', name]),
      ...checkReferences(name, table, all, ['tables', name]),
    ]),
    ...[...derived].flatMap(([name, table]) => [
      ...namedTwice(name, tables),
      ...checkTable(name, table, ['derived', name]),
      ...checkDerivedColumns(table, ['derived', name]),
      ...checkReferences(name, table, all, ['derived', name]),
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
    ...checkRetry(value),
    ...checkTargetSchema(value),
    ...checkTables(value),
  ]
}
