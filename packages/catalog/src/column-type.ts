import type { ColumnDefinition } from './dataset-definition.ts'

const typePattern =
  /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?( [a-z]+)?( ?\([a-z0-9]+(, ?[a-z0-9]+)*\))?( with(out)? time zone)?(\[\])*$/i
const clausePattern =
  /\b(default|check|references|primary|unique|generated|constraint|collate|null|not|key)\b/i
const serialPattern = /^(small|big)?serial\d?$/i

export interface ColumnType {
  readonly type: string
  readonly nullable: boolean
}

/**
 * The type of a column, written as in `create table` with `not null` at its end. Nothing else that
 * SQL allows there is taken, so the type is safe to put into a statement. Whether it exists is for
 * the target's server to say. Undefined when the text is none.
 */
export function columnTypeOf(column: ColumnDefinition): ColumnType | undefined {
  const text = typeof column === 'string' ? column : column.type
  const [, type = '', notNull] = /^(.*?)(\s+not\s+null)?$/i.exec(text.trim()) ?? []
  const isType = typePattern.test(type) && !clausePattern.test(type) && !serialPattern.test(type)
  return isType ? { type, nullable: notNull === undefined } : undefined
}
