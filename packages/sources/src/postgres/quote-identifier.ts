/** Quotes a name so that PostgreSQL takes it exactly as it is, whatever characters it holds. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
