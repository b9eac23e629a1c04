import type { ClientBase } from 'pg'

/** A right that the login lacks. */
export interface MissingRight {
  /** What it is about, such as `table registro.epsa`. */
  readonly on: string
  readonly right: string
  /** Gives the right; for whoever may. */
  readonly statement: string
}

// Of a schema that does not exist nobody has a right, and nobody needs one: it will be created.
const missing = `
  with wanted as (
    select 'database ' || quote_ident(current_database()) as "on", privilege as "right",
      has_database_privilege(current_database(), privilege) as has
    from unnest(array['temporary']
      || case when exists (
           select from unnest(array[$1, $2]) as s (name) where to_regnamespace(quote_ident(s.name)) is null
         ) then array['create'] else '{}'::text[] end) as p (privilege)
    union all
    select 'schema ' || quote_ident(nspname), privilege, has_schema_privilege(oid, privilege)
    from pg_namespace, unnest(array['usage', 'create']) as p (privilege)
    where nspname = $1 or nspname = $2 and (privilege = 'usage' or $4)
    union all
    select 'table ' || c.oid::regclass, privilege, has_table_privilege(c.oid, privilege)
    from pg_class c, unnest(array['select', 'insert', 'update', 'delete']) as p (privilege)
    where c.relnamespace = to_regnamespace(quote_ident($2)) and c.relname = any ($3)
  )
  select "on", "right", format('grant %s on %s to %I', "right", "on", current_user) as statement
  from wanted where not has
  union all
  select 'table ' || c.oid::regclass, 'ownership',
    format('alter table %s owner to %I', c.oid::regclass, current_user)
  from pg_class c
  where $4 and c.relnamespace = to_regnamespace(quote_ident($2)) and c.relname = any ($3)
    and not pg_has_role(c.relowner, 'usage')
  order by 1, 2`

/**
 * The rights that the login lacks to stage rows and to write the tables of a schema, as far as they
 * exist, and with `toAlter` to create and change them.
 */
export async function selectMissingRights(
  client: ClientBase,
  {
    stagingSchema,
    schema,
    tables,
    toAlter,
  }: {
    readonly stagingSchema: string
    readonly schema: string
    readonly tables: readonly string[]
    readonly toAlter: boolean
  },
): Promise<readonly MissingRight[]> {
  const { rows } = await client.query<MissingRight>(missing, [
    stagingSchema,
    schema,
    tables,
    toAlter,
  ])
  return rows
}
