/** SQL: what the rows of a row `r` of `sync.runs` broke, as `RunRejectCount`s. */
export const rejectCounts = `coalesce((
  select json_agg(json_build_object(
    'table', c.table_name, 'column', c.column_name, 'rule', c.rule, 'action', c.action,
    'rows', c.rows, 'kept', k.kept, 'solved', k.solved)
    order by c.rows desc, c.table_name, c.rule, c.column_name)
  from sync.reject_counts as c
  cross join lateral (
    select count(*) as kept, count(found.solved_at) as solved
    from sync.rejects as found
    where found.run_id = c.run_id and found.attempt = c.attempt
      and found.table_name = c.table_name and found.rule = c.rule and found.action = c.action
      and found.column_name is not distinct from c.column_name
  ) as k
  where c.run_id = r.id
), '[]')`
