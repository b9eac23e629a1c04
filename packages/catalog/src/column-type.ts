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
 * Reads a column's type as `create table` writes it, `not null` at its end. Nothing else that SQL
 * allows there is taken, so the text is safe to put into a statement. Whether the type exists is
 * for the target's server to say. Undefined when the text is none.
 */
export function parseColumnType(text: string): ColumnType | undefined {
  const [, type = '', notNull] = /^(.*?)(\s+not\s+null)?$/i.exec(text.trim()) ?? []
  const isType = typePattern.test(type) && !clausePattern.test(type) && !serialPattern.test(type)
  return isType ? { type, nullable: notNull === undefined } : undefined
}
