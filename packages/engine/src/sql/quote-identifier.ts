/** Quotes a name so that PostgreSQL takes it exactly as it is, whatever characters it holds. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Names a relation of a schema, both quoted. */
export function qualifiedName(schema: string, relation: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(relation)}`
}

/** Joins quoted names with commas, each behind `alias` when one is given. */
export function columnList(names: readonly string[], alias?: string): string {
  const prefix = alias === undefined ? '' : `${alias}.`
  return names.map((name) => `${prefix}${quoteIdentifier(name)}`).join(', ')
}

/** Writes a text as a literal, whatever standard_conforming_strings says. */
export function quoteLiteral(text: string): string {
  const quoted = text.replaceAll("'", "''")
  return text.includes('\\') ? ` E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`
}
