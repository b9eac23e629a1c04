import type { ClientBase } from 'pg'
import { quoteLiteral } from './quote-identifier.ts'
import { stagingSchema } from './staging-name.ts'

// PostgreSQL writes what it has understood of a view into its catalog, where every function and
// relation stands by number, however the query writes it. What is merely stable depends on settings,
// which are pinned, but for the clock and for what others have made: that may read tables.
const unrepeatable = `
  with view as (
    select ev_class as oid, ev_action::text as tree from pg_rewrite
    where ev_class = 'pg_temp.derived_query'::regclass
  ), numbered as (
    select distinct number[1]::oid as oid
    from view, regexp_matches(tree, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\\d+)', 'g') as number
  )
  select p.oid::regprocedure::text as name from numbered join pg_proc as p using (oid)
  where p.provolatile = 'v'
    or p.oid in ('pg_catalog.now()'::regprocedure, 'pg_catalog.transaction_timestamp()'::regprocedure,
      'pg_catalog.statement_timestamp()'::regprocedure, 'pg_catalog.age(timestamp)'::regprocedure,
      'pg_catalog.age(timestamptz)'::regprocedure)
    or p.provolatile = 's' and p.oid >= 16384 and not exists (
      select from pg_depend as d
      where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  union
  select (array['current_date', 'current_time', 'current_time', 'current_timestamp',
    'current_timestamp', 'localtime', 'localtime', 'localtimestamp', 'localtimestamp', 'current_role',
    'current_user', 'user', 'session_user', 'current_catalog', 'current_schema'])[number[1]::int + 1]
  from view, regexp_matches(tree, '\\{SQLVALUEFUNCTION :op (\\d+)', 'g') as number
  union
  select c.oid::regclass::text
  from view cross join regexp_matches(tree, ':relid (\\d+)', 'g') as number
  join pg_class as c on c.oid = number[1]::oid
  where c.oid <> view.oid
    and c.relnamespace is distinct from to_regnamespace(${quoteLiteral(stagingSchema)})
  order by 1`

// Such a literal has become a date or a time before PostgreSQL writes down what it has understood.
const clockWords = /'\s*(?:now|today|tomorrow|yesterday)\s*'/gi

/**
 * Names what a query uses because of which it may yield other rows for the same data: the clock,
 * chance, the session, relations that are not staged, and functions that do not say of themselves
 * that they do without all of these. Needs an open transaction, and leaves nothing.
 */
export async function selectUnrepeatable(
  client: ClientBase,
  query: string,
): Promise<readonly string[]> {
  await client.query('savepoint looking')
  await client.query(`create temp view derived_query as select 1 as one from (${query}) as q`)
  const { rows } = await client.query<{ name: string }>(unrepeatable)
  await client.query('rollback to savepoint looking; release savepoint looking')
  return [...rows.map(({ name }) => name), ...(query.match(clockWords) ?? [])]
}
