import type { ClientBase } from 'pg'

/** That rows of one relation refer to rows of another, by their places in what was asked about. */
export interface ForeignKey {
  readonly child: number
  readonly parent: number
}

/**
 * Gives the foreign keys that relations, qualified and quoted, have among themselves. Those that are
 * not there have none.
 */
export async function selectForeignKeys(
  client: ClientBase,
  relations: readonly string[],
): Promise<readonly ForeignKey[]> {
  const { rows } = await client.query<{ child: string; parent: string }>(
    `with own as (
       select to_regclass(name) as oid, place from unnest($1::text[]) with ordinality as r (name, place))
     select distinct child.place as child, parent.place as parent
     from pg_constraint f
     join own as child on child.oid = f.conrelid
     join own as parent on parent.oid = f.confrelid
     where f.contype = 'f' and f.conrelid <> f.confrelid`,
    [relations],
  )
  return rows.map(({ child, parent }) => ({ child: Number(child) - 1, parent: Number(parent) - 1 }))
}
