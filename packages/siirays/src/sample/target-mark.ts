import pg from 'pg'
import { withConnection } from './with-connection.ts'

/**
 * How the comment of a database begins that this product made. A comment does not travel with a
 * dump of the database, so the mark is in no copy that somebody made for another use.
 */
const markPrefix = 'aaps-data-sync:'

/** Thrown instead of marking a database that may hold something of somebody. */
export class TargetNotEmptyError extends Error {
  override readonly name = 'TargetNotEmptyError'

  constructor(database: string) {
    super(
      `Database ${database} is neither empty nor marked as made by this product, so the sample may not ` +
        'be its source. Set SOURCE_SIIRAYS_URL to your SIIRAyS, or use an empty database as the target.',
    )
  }
}

/** Whether the connection's database is one that this product made. Reads only. */
export async function isMarkedTarget(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ comment: string | null }>(
    `select shobj_description(oid, 'pg_database') as comment
     from pg_database where datname = current_database()`,
  )
  return rows[0]?.comment?.startsWith(markPrefix) === true
}

/**
 * Marks a target that the caller made, so that the sample may be its source. Safe to repeat. Needs
 * the owner of the database.
 */
export async function markTarget({ url }: { readonly url: string }): Promise<void> {
  await withConnection(url, async (client) => {
    if (!(await isMarkedTarget(client))) await writeMark(client)
  })
}

/**
 * Marks a target that somebody else made, if it is empty. One that is marked already is left as it
 * is; any other is refused with `TargetNotEmptyError`.
 */
export async function markEmptyTarget({ url }: { readonly url: string }): Promise<void> {
  await withConnection(url, async (client) => {
    if (await isMarkedTarget(client)) return
    const { rows } = await client.query<{ name: string; full: boolean }>(
      `select current_database() as name, exists (
         select from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
         where n.nspname not in ('pg_catalog', 'information_schema')
           and n.nspname !~ '^pg_(toast|temp)'
       ) as full`,
    )
    if (rows[0]?.full !== false) throw new TargetNotEmptyError(rows[0]?.name ?? '')
    await writeMark(client)
  })
}

async function writeMark(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select current_database() as name')
  const name = pg.escapeIdentifier(rows[0]?.name ?? '')
  const comment = pg.escapeLiteral(`${markPrefix} made as a target, may hold sample data`)
  await client.query(`comment on database ${name} is ${comment}`)
}
