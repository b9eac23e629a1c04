import { quoteIdentifier } from './quote-identifier.ts'

const options = 'with (autovacuum_enabled = off, toast.autovacuum_enabled = off)'

/** Creates an unlogged staging table. `relation` is qualified and quoted. */
export function createStaging(
  relation: string,
  columns: readonly { readonly name: string; readonly stagedType: string }[],
): string {
  const list = columns.map(({ name, stagedType }) => `${quoteIdentifier(name)} ${stagedType}`)
  return `create unlogged table ${relation} (${list.join(', ')}) ${options}`
}

/** Creates an unlogged staging table from a query, its first columns named by `names`. */
export function createStagingAs(relation: string, names: readonly string[], query: string): string {
  return `create unlogged table ${relation} (${names.map(quoteIdentifier).join(', ')})
${options} as
${query}`
}

/**
 * Puts named tables before a query that uses them unqualified: the name of each hides whatever
 * relation of that name the server has. A comment at the end of the query does no harm.
 */
export function withTables(
  tables: readonly { readonly name: string; readonly select: string }[],
  query: string,
): string {
  const list = tables.map(
    ({ name, select }) => `${quoteIdentifier(name)} as not materialized (${select})`,
  )
  return `with ${list.join(',\n')}
select derived.* from (
${query}
) as derived`
}
