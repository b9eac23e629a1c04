import type { Knex } from 'knex'

/**
 * Statements that give the login the rights on the ledger that services need and it lacks; none when it
 * has them all, or when there is no ledger yet. Changes nothing.
 */
export async function missingLedgerRights(db: Knex): Promise<readonly string[]> {
  const { rows } = await db.raw<{ rows: { statement: string }[] }>(
    `select format('grant usage on schema sync to %I', current_user) as statement
     where to_regnamespace('sync') is not null and not has_schema_privilege('sync', 'usage')
     union all
     (select format('grant %s on table sync.%I to %I', string_agg(privilege, ', ' order by privilege),
        c.relname, current_user)
      from pg_class c, unnest(case c.relname when 'audit' then array['insert', 'select']
        when 'migrations' then array['select']
        else array['delete', 'insert', 'select', 'update'] end) as p (privilege)
      where c.relnamespace = to_regnamespace('sync') and c.relkind = 'r'
        and c.relname <> 'migrations_lock' and not has_table_privilege(c.oid, privilege)
      group by c.relname order by c.relname)`,
  )
  return rows.map(({ statement }) => statement)
}
