import { columnTypeOf } from './column-type.ts'
import type { Finding, Path } from './fault.ts'
import type { ReadableTable } from './readable-table.ts'
import type { RulesDefinition } from './rule-definition.ts'

const textType = /^(text|varchar|character varying|char|character|bpchar|citext|name)\b[^[]*$/i
const orderedType =
  /^(smallint|integer|int|bigint|int[248]|numeric|decimal|real|double precision|float[48]?|money|date|time|timestamp|timestamptz|timetz|interval)\b[^[]*$/i

type Column = NonNullable<ReturnType<ReadableTable['columns']['get']>>

interface Place {
  readonly name: string
  readonly type: string
  readonly key: readonly string[]
  readonly rules: RulesDefinition
}

function limitsFault({
  min,
  max,
}: {
  readonly min?: number | string | undefined
  readonly max?: number | string | undefined
}): string | undefined {
  if (min === undefined && max === undefined) return 'no limit; write `min`, `max` or both'
  return typeof min === 'number' && typeof max === 'number' && min > max
    ? `the least, ${min}, is more than the most, ${max}; exchange or mend them`
    : undefined
}

function textFault(rule: string, { name, type }: Place): string | undefined {
  return textType.test(type)
    ? undefined
    : `column ${name} is of type ${type}; \`${rule}\` is for texts`
}

function rangeFault({ name, type }: Place): string | undefined {
  return orderedType.test(type)
    ? undefined
    : `column ${name} is of type ${type}; \`range\` is for numbers, dates and times`
}

function keyFault(rule: 'required' | 'unique', { name, key }: Place): string | undefined {
  const isCovered = rule === 'required' ? key.includes(name) : key.length === 1 && key[0] === name
  return isCovered ? `the key is always ${rule}; drop the rule` : undefined
}

/** By rule, why it makes no sense where it stands; `reference` apart. */
function faultsOf(place: Place): readonly (readonly [string, string | undefined])[] {
  const { required, length, range, pattern, unique } = place.rules
  return [
    ['required', required && keyFault('required', place)],
    ['length', length && (textFault('length', place) ?? limitsFault(length))],
    ['range', range && (rangeFault(place) ?? limitsFault(range))],
    ['pattern', pattern && textFault('pattern', place)],
    ['unique', unique && keyFault('unique', place)],
  ]
}

/** Tables that a rule may refer to: those that are staged before its own, and its own. */
export type ReferableTables = ReadonlyMap<string, ReadableTable>

function referenceFault(
  reference: NonNullable<RulesDefinition['reference']>,
  tables: ReferableTables,
): string | undefined {
  const { table: name, column } = reference
  const table = tables.get(name)
  if (table === undefined) {
    return `no table ${name} of the dataset is read before this one; name one that is`
  }
  if (column !== undefined) {
    return table.columns.has(column)
      ? undefined
      : `table ${name} has no column ${column}; name one it has`
  }
  if (table.key === undefined) return undefined
  return table.key !== 'none' && table.key.length === 1
    ? undefined
    : `table ${name} has no key of one column; name the column`
}

function columnFindings(
  name: string,
  column: Column,
  { table, tables, path }: { table: ReadableTable; tables: ReferableTables; path: Path },
): readonly Finding[] {
  const type = columnTypeOf(column)?.type
  if (typeof column === 'string' || column.rules === undefined || type === undefined) return []
  const key = table.key === undefined || table.key === 'none' ? [] : table.key
  const { rules } = column
  const faults = [
    ...faultsOf({ name, type, key, rules }),
    ['reference', rules.reference && referenceFault(rules.reference, tables)] as const,
  ]
  return faults.flatMap(([rule, reason]) =>
    reason === undefined ? [] : [{ path: [...path, 'columns', name, 'rules', rule], reason }],
  )
}

/**
 * What is wrong with the rules of a table. Whether PostgreSQL takes a pattern, and a bound for a
 * value of its column, is for the target's server to say.
 */
export function checkRules(
  table: ReadableTable,
  { tables, path }: { readonly tables: ReferableTables; readonly path: Path },
): readonly Finding[] {
  return [...table.columns].flatMap(([name, column]) =>
    column === undefined ? [] : columnFindings(name, column, { table, tables, path }),
  )
}
