import type pg from 'pg'
import { pickDistinct } from '../sample/pick-distinct.ts'
import type { Random } from '../sample/random.ts'

/** The key of one value of the time series. */
export interface ValueKey {
  readonly epsaId: number
  readonly periodId: number
  readonly variableId: number
}

/** Keys as the arrays of their columns, in the order of the columns: what `unnest` takes. */
export function keyColumns(
  keys: readonly ValueKey[],
): readonly [epsaIds: number[], periodIds: number[], variableIds: number[]] {
  return [
    keys.map(({ epsaId }) => epsaId),
    keys.map(({ periodId }) => periodId),
    keys.map(({ variableId }) => variableId),
  ]
}

/** The keys at some positions, ascending, of all values in the order of their keys. */
async function readKeysAt(
  client: pg.Client,
  positions: readonly number[],
): Promise<readonly ValueKey[]> {
  if (positions.length === 0) return []
  const { rows } = await client.query<ValueKey>(
    `select id_epsa as "epsaId", id_periodo as "periodId", id_variable as "variableId"
     from (
       select id_epsa, id_periodo, id_variable,
         row_number() over (order by id_epsa, id_periodo, id_variable) - 1 as position
       from seguimiento.valor_variable
     ) as placed
     join unnest($1::bigint[]) as picked (position) using (position)
     order by position`,
    [positions],
  )
  return rows
}

/**
 * The keys of the values to correct and of those to delete, no value among both. Which ones is
 * decided by the order of the keys, wherever the rows lie on disk. Throws a `RangeError` when there
 * are not that many.
 */
export async function pickValues({
  client,
  random,
  updates,
  deletes,
}: {
  readonly client: pg.Client
  readonly random: Random
  readonly updates: number
  readonly deletes: number
}): Promise<{ readonly updated: readonly ValueKey[]; readonly deleted: readonly ValueKey[] }> {
  const { rows } = await client.query<{ total: number }>(
    'select count(*)::integer as total from seguimiento.valor_variable',
  )
  const total = rows[0]?.total ?? 0
  if (updates + deletes > total) {
    throw new RangeError(`The sample has only ${total} values that can be changed or deleted`)
  }
  const keys = await readKeysAt(client, pickDistinct(random, updates + deletes, total))
  const doomed = new Set(pickDistinct(random, deletes, keys.length))
  return {
    updated: keys.filter((_, index) => !doomed.has(index)),
    deleted: keys.filter((_, index) => doomed.has(index)),
  }
}
