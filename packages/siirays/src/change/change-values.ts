import type pg from 'pg'
import type { Random } from '../sample/random.ts'
import { addValues } from './add-values.ts'
import type { ChangeCounts, ChangeTally } from './change-counts.ts'
import { keyColumns, pickValues, type ValueKey } from './pick-values.ts'

interface ValuesChange extends ChangeCounts {
  readonly client: pg.Client
  readonly random: Random
  /** The instant that the rows bear which are written. */
  readonly changedAt: string
  readonly tally: ChangeTally
}

/** As EPSAs correct what they see late: another number, and the instant of the correction. */
async function correctValues(
  { client, random, changedAt, tally }: ValuesChange,
  keys: readonly ValueKey[],
): Promise<void> {
  const differences = keys.map(() => random.integer(1, 500))
  const { rowCount } = await client.query(
    `update seguimiento.valor_variable as v
     set valor = coalesce(v.valor, 0) + c.difference,
       observacion = 'Corregido por la EPSA', fecha_actualizacion = $5
     from unnest($1::integer[], $2::integer[], $3::integer[], $4::integer[])
       as c (id_epsa, id_periodo, id_variable, difference)
     where v.id_epsa = c.id_epsa and v.id_periodo = c.id_periodo
       and v.id_variable = c.id_variable`,
    [...keyColumns(keys), differences, changedAt],
  )
  tally.add('valor_variable', 'updates', rowCount ?? 0)
}

async function deleteValues(
  { client, tally }: ValuesChange,
  keys: readonly ValueKey[],
): Promise<void> {
  const { rowCount } = await client.query(
    `delete from seguimiento.valor_variable as v
     using unnest($1::integer[], $2::integer[], $3::integer[])
       as d (id_epsa, id_periodo, id_variable)
     where v.id_epsa = d.id_epsa and v.id_periodo = d.id_periodo
       and v.id_variable = d.id_variable`,
    [...keyColumns(keys)],
  )
  tally.add('valor_variable', 'deletes', rowCount ?? 0)
}

/**
 * Changes exactly as many rows of the time series as asked for, no row twice: values that come in
 * for the newest period and for those that open after it, corrections of values of any age, values
 * that go. Throws a `RangeError` when the sample has not the values for it.
 */
export async function changeValues(change: ValuesChange): Promise<void> {
  const { updated, deleted } = await pickValues(change)
  // While the values to delete are still there, none of them can be added again.
  if (change.inserts > 0) await addValues({ ...change, count: change.inserts })
  if (updated.length > 0) await correctValues(change, updated)
  if (deleted.length > 0) await deleteValues(change, deleted)
}
