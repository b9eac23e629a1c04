import { cleanedType, cleanedValue } from './cleaned-value.ts'
import type { StagedColumn, StagedTable } from './staged-table.ts'

/** The columns whose staged values have to be cast, and might change on the way. */
export function castColumns({ columns }: StagedTable): readonly StagedColumn[] {
  return columns.filter((column) => {
    const type = cleanedType(column)
    return type !== column.targetType && !isWider(column.targetType, type)
  })
}

// The same kind of type without its limit: the cast leaves every value as it is.
function isWider(type: string, limited: string): boolean {
  return /^(text|character varying)$/.test(type)
    ? /^character varying(\(\d+\))?$/.test(limited)
    : type === 'numeric' && /^numeric\([^)]*\)$/.test(limited)
}

/**
 * Whether the staged value `value` of a column is not the same after a cast to the target's type
 * and back: it would be rounded, cut or shifted. Fails at a value that cannot be cast at all.
 */
export function isChanged(column: StagedColumn, value = cleanedValue(column, 's')): string {
  const { targetType } = column
  const type = cleanedType(column)
  if (type === 'json' && targetType === 'jsonb') return losesMembers(value)
  const andBack = `(${value})::${targetType}::${type}`
  // Trailing zeros are no part of a number: 1.5 fits numeric(8,2).
  if (type.startsWith('numeric')) return `${andBack} is distinct from ${value}`
  // By their image: an equality of the type's own takes -0 for 0, and 30 days for a month.
  return `row(${andBack})::record *<> row(${value})::record`
}

// A JSON value is the same however it is written down, but of members of one name jsonb keeps only
// the last. Whatever is lost, its name is, and no text comes or goes otherwise.
function losesMembers(value: string): string {
  const texts = (json: string) => String.raw`regexp_count(${json}::text, '"(?:[^"\\]|\\.)*"')`
  return `${texts(value)} is distinct from ${texts(`${value}::jsonb`)}`
}

/**
 * Creates a function that casts a cleaned value of the column to the target's type and gives null
 * where that would change it or cannot be done. It goes with the session.
 */
export function createCast(name: string, column: StagedColumn): string {
  return `
    drop function if exists ${name};
    create function ${name}(value ${cleanedType(column)}) returns ${column.targetType}
    language plpgsql as $body$
    begin
      if ${isChanged(column, 'value')} then
        return null;
      end if;
      return value::${column.targetType};
    exception when data_exception or integrity_constraint_violation then
      return null;
    end $body$`
}
