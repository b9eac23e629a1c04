import pg from 'pg'
import { epsaTables, tablesWithoutKey } from '../sample/epsa-tables.ts'
import { pickDistinct } from '../sample/pick-distinct.ts'
import type { Random } from '../sample/random.ts'
import type { ChangeTally } from './change-counts.ts'

interface Deletion {
  readonly client: pg.Client
  readonly random: Random
  readonly count: number
  readonly tally: ChangeTally
}

interface OwnedRows {
  readonly id: number
  readonly rows: number
}

function qualified(table: string): string {
  return `public.${pg.escapeIdentifier(table)}`
}

/**
 * How many rows each EPSA has in all tables together, its own included. Those that report values are
 * left out: an EPSA that is regulated does not go.
 */
async function countOwnedRows(client: pg.Client): Promise<readonly OwnedRows[]> {
  const parts = epsaTables.map(({ name }) => `select id_epsa from ${qualified(name)}`)
  const { rows } = await client.query<OwnedRows>(`
    select id_epsa as id, count(*)::integer as rows
    from (${parts.join(' union all ')}) as owned
    where id_epsa is not null and not exists (
      select from seguimiento.valor_variable as v where v.id_epsa = owned.id_epsa)
    group by id_epsa
    order by id_epsa`)
  return rows
}

async function deleteEpsa(
  { client, tally }: Pick<Deletion, 'client' | 'tally'>,
  id: number,
): Promise<void> {
  for (const { name } of epsaTables.toReversed()) {
    const { rowCount } = await client.query(`delete from ${qualified(name)} where id_epsa = $1`, [
      id,
    ])
    tally.add(name, 'deletes', rowCount ?? 0)
  }
}

/** Deletes whole EPSAs, children first, as far as `count` rows reach; gives the rows deleted. */
async function deleteEpsas({ client, random, count, tally }: Deletion): Promise<number> {
  let candidates = await countOwnedRows(client)
  let deleted = 0
  for (;;) {
    const left = count - deleted
    candidates = candidates.filter(({ rows }) => rows <= left)
    if (candidates.length === 0) return deleted
    const epsa = random.pick(candidates)
    await deleteEpsa({ client, tally }, epsa.id)
    deleted += epsa.rows
    candidates = candidates.filter(({ id }) => id !== epsa.id)
  }
}

async function countRows(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(
    `select count(*)::integer as rows from ${qualified(table)}`,
  )
  return rows[0]?.rows ?? 0
}

/**
 * Rows without a key are told apart by their place on disk. Which ones are taken is decided by the
 * order of their contents, so that it does not depend on where earlier changes left them.
 */
async function deleteAt(
  client: pg.Client,
  table: string,
  positions: readonly number[],
): Promise<number> {
  const { rowCount } = await client.query(
    `delete from ${qualified(table)} where ctid in (
       select ctid from (
         select ctid, row_number() over (order by t::text collate "C") - 1 as position
         from ${qualified(table)} as t
       ) as placed
       where position = any($1::integer[]))`,
    [positions],
  )
  return rowCount ?? 0
}

async function deleteSingleRows({ client, random, count, tally }: Deletion): Promise<void> {
  const sizes: (readonly [table: string, rows: number])[] = []
  for (const table of tablesWithoutKey) sizes.push([table, await countRows(client, table)])
  const total = sizes.reduce((sum, [, rows]) => sum + rows, 0)
  if (count > total) {
    throw new RangeError(`The sample has only ${total} rows left that can be deleted one by one`)
  }
  const picked = pickDistinct(random, count, total)
  let first = 0
  for (const [table, rows] of sizes) {
    const end = first + rows
    const positions = picked.filter((row) => row >= first && row < end).map((row) => row - first)
    if (positions.length > 0) {
      tally.add(table, 'deletes', await deleteAt(client, table, positions))
    }
    first = end
  }
}

/**
 * Deletes exactly `count` rows: whole EPSAs with all that is theirs for up to half of them, single
 * rows of tables without a key for the rest.
 */
export async function deleteRows(deletion: Deletion): Promise<void> {
  const whole = await deleteEpsas({ ...deletion, count: Math.floor(deletion.count / 2) })
  await deleteSingleRows({ ...deletion, count: deletion.count - whole })
}
