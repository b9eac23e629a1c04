import type { ClientBase } from 'pg'

/** A trigger, rule, policy or foreign key that can make a statement do other than it says. */
export interface Meddler {
  readonly table: string
  readonly name: string
  /**
   * Such as `before insert or update, each row, datos.meddle` or `foreign key, on delete cascade`;
   * `rule` or `policy` otherwise.
   */
  readonly how: string
}

// Rows may land in a partition or in an inheriting child, whose own triggers fire.
const meddlers = `
  with recursive tables as (
    select wanted.relation::regclass::oid as oid
    from unnest($1::text[]) as wanted (relation)
    union
    select i.inhrelid from pg_inherits as i join tables on i.inhparent = tables.oid
  )
  select c.relname as "table", t.tgname as name, concat_ws(', ',
           concat_ws(' ', case when t.tgtype & 2 > 0 then 'before' else 'after' end,
             concat_ws(' or ', case when t.tgtype & 4 > 0 then 'insert' end,
               case when t.tgtype & 16 > 0 then 'update' end,
               case when t.tgtype & 8 > 0 then 'delete' end)),
           case when t.tgtype & 1 > 0 then 'each row' else 'each statement' end,
           t.tgfoid::regproc::text) as how
  from tables join pg_class as c on c.oid = tables.oid
  join pg_trigger as t on t.tgrelid = c.oid
  where not t.tgisinternal and t.tgenabled <> 'D' and not exists (
    select from pg_trigger as parent join tables as known on known.oid = parent.tgrelid
    where parent.oid = t.tgparentid)
  union all
  select c.relname, r.rulename, 'rule'
  from tables join pg_class as c on c.oid = tables.oid
  join pg_rewrite as r on r.ev_class = c.oid and r.ev_type in ('2', '3', '4')
  where r.ev_enabled <> 'D'
  union all
  select c.relname, p.polname, 'policy'
  from tables join pg_class as c on c.oid = tables.oid
  join pg_policy as p on p.polrelid = c.oid
  where row_security_active(c.oid)
  union all
  select c.relname, f.conname, concat_ws(', ', 'foreign key',
           'on delete ' || action.of_delete, 'on update ' || action.of_update)
  from tables join pg_constraint as f on f.confrelid = tables.oid and f.contype = 'f'
  join pg_class as c on c.oid = f.conrelid
  cross join lateral (
    select case f.confdeltype when 'c' then 'cascade' when 'n' then 'set null'
             when 'd' then 'set default' end as of_delete,
           case f.confupdtype when 'c' then 'cascade' when 'n' then 'set null'
             when 'd' then 'set default' end as of_update
  ) as action
  where not exists (
      select from pg_constraint as parent join tables as known on known.oid = parent.confrelid
      where parent.oid = f.conparentid)
    and coalesce(action.of_delete, action.of_update) is not null
  order by "table", how desc, name`

/** Gives what fires, applies or follows when rows of these relations, qualified and quoted, are written. */
export async function selectMeddlers(
  client: ClientBase,
  relations: readonly string[],
): Promise<readonly Meddler[]> {
  const { rows } = await client.query<Meddler>(meddlers, [relations])
  return rows
}
