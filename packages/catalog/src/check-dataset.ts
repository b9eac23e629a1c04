import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { checkReferences } from './check-references.ts'
import { checkDerivedColumns, checkTable } from './check-table.ts'
import {
  DerivedTableDefinition,
  RetryDefinition,
  ScheduleDefinition,
  SourceTableDefinition,
} from './dataset-definition.ts'
import type { Finding } from './fault.ts'
import { identifierFault } from './identifier.ts'
import { resolveRetry } from './resolve-dataset.ts'
import { scheduleFault } from './schedule.ts'

type Part = Readonly<Record<string, unknown>>

function partOf(value: unknown, name: string): Part {
  const part = (value as Part | null | undefined)?.[name]
  return typeof part === 'object' && part !== null ? (part as Part) : {}
}

function soundTables<Schema extends TSchema>(
  section: Part,
  schema: Schema,
): readonly (readonly [string, Static<Schema>])[] {
  return Object.entries(section).filter((entry): entry is [string, Static<Schema>] =>
    Value.Check(schema, entry[1]),
  )
}

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

function checkTables(value: unknown): readonly Finding[] {
  const written = partOf(value, 'tables')
  const writtenDerived = partOf(value, 'derived')
  const tables = soundTables(written, SourceTableDefinition)
  const derived = soundTables(writtenDerived, DerivedTableDefinition)
  const known = new Map([
    ...[...Object.keys(written), ...Object.keys(writtenDerived)].map(
      (name) => [name, undefined] as const,
    ),
    ...tables,
    ...derived,
  ])
  const twice = Object.keys(writtenDerived)
    .filter((name) => Object.hasOwn(written, name))
    .map((name) => ({
      path: ['derived', name],
      reason: `a table ${name} stands under \`tables\` too; rename one`,
    }))
  return [
    ...tables.flatMap(([name, table]) => [
      ...checkTable(name, table, ['tables', name]),
      ...checkReferences(name, table, known, ['tables', name]),
    ]),
    ...twice,
    ...derived.flatMap(([name, table]) => [
      ...checkTable(name, table, ['derived', name]),
      ...checkDerivedColumns(table, ['derived', name]),
      ...checkReferences(name, table, known, ['derived', name]),
    ]),
  ]
}

/**
 * What in a definition has the right form and still makes no sense. Parts whose form is wrong are
 * passed over, so that one faulty table does not hide what is wrong with the others.
 */
export function checkDataset(value: unknown): readonly Finding[] {
  return [
    ...checkSchedule(value),
    ...checkRetry(value),
    ...checkTargetSchema(value),
    ...checkTables(value),
  ]
}
