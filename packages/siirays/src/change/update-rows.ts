import type pg from 'pg'
import { epsaName } from '../sample/epsa-row.ts'
import { pickDistinct } from '../sample/pick-distinct.ts'
import type { Random } from '../sample/random.ts'
import { decimal, type Value } from '../sample/row.ts'
import { phones, placeName, streetAddress } from '../sample/words.ts'
import type { ChangeTally } from './change-counts.ts'

interface Edit {
  readonly column: string
  readonly value: (random: Random) => Value
}

interface EditableTable {
  readonly name: string
  readonly id: string
  readonly edits: readonly Edit[]
}

function degrees(random: Random, least: number, most: number): string {
  return decimal(-random.integer(least, most), 5)
}

const editableTables: readonly EditableTable[] = [
  {
    name: 'epsa',
    id: 'id_epsa',
    edits: [
      { column: 'telefonos', value: phones },
      { column: 'nombre_epsa', value: epsaName },
      { column: 'direccion', value: streetAddress },
    ],
  },
  {
    name: 'localidad',
    id: 'id_localidad',
    edits: [
      { column: 'latitud', value: (random) => degrees(random, 1_000_000, 2_200_000) },
      { column: 'longitud', value: (random) => degrees(random, 5_800_000, 6_900_000) },
    ],
  },
  {
    name: 'instalacion',
    id: 'id_instalacion',
    edits: [{ column: 'edad_fuente', value: (random) => random.integer(0, 45) }],
  },
  {
    name: 'rar',
    id: 'id_rar',
    edits: [
      { column: 'descripcion_resolucion', value: (random) => `Amplía a ${placeName(random)}` },
    ],
  },
  { name: 'entidad', id: 'id_entidad', edits: [{ column: 'telefonos', value: phones }] },
]

interface EditableRow {
  readonly table: EditableTable
  readonly id: number
}

async function readEditableRows(client: pg.Client): Promise<readonly EditableRow[]> {
  const editable: EditableRow[] = []
  for (const table of editableTables) {
    const { rows } = await client.query<{ id: number }>(
      `select ${table.id} as id from public.${table.name} order by 1`,
    )
    for (const { id } of rows) editable.push({ table, id })
  }
  return editable
}

/** Draws values until one differs from what the row has: an update that changes nothing is none. */
async function editRow(
  client: pg.Client,
  random: Random,
  { table, id }: EditableRow,
): Promise<void> {
  const { column, value } = random.pick(table.edits)
  const update = `
    update public.${table.name} set ${column} = $1
    where ${table.id} = $2 and ${column} is distinct from $1`
  for (;;) {
    const { rowCount } = await client.query(update, [value(random), id])
    if (rowCount === 1) return
  }
}

/**
 * Changes exactly `count` rows, each to something else than it was: numbers of phones, names,
 * addresses, coordinates, ages. Only in tables with a key, where a changed row is an update; in a
 * table without one it could not be told from a delete and an insert.
 */
export async function updateRows({
  client,
  random,
  count,
  tally,
}: {
  readonly client: pg.Client
  readonly random: Random
  readonly count: number
  readonly tally: ChangeTally
}): Promise<void> {
  const editable = await readEditableRows(client)
  if (count > editable.length) {
    throw new RangeError(`The sample has only ${editable.length} rows that can be updated`)
  }
  for (const position of pickDistinct(random, count, editable.length)) {
    const row = editable[position]
    if (row === undefined) throw new RangeError(`There is no row ${position}`)
    await editRow(client, random, row)
    tally.add(row.table.name, 'updates', 1)
  }
}
