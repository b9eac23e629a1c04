import type pg from 'pg'
import { copyRows } from '../sample/copy-rows.ts'
import { epsaTables } from '../sample/epsa-tables.ts'
import type { Authorities } from '../sample/people.ts'
import { planEpsa } from '../sample/plan.ts'
import type { Random } from '../sample/random.ts'
import type { Row } from '../sample/row.ts'
import type { ChangeTally } from './change-counts.ts'

/** The largest numbers given out in each table, before anything is changed. */
export interface HighestIds {
  readonly epsa: number
  readonly instalacion: number
  readonly localidad: number
  readonly rar: number
  readonly entidad: number
}

export async function readHighestIds(client: pg.Client): Promise<HighestIds> {
  const { rows } = await client.query<HighestIds>(`
    select
      coalesce((select max(id_epsa) from public.epsa), 0) as epsa,
      coalesce((select max(id_instalacion) from public.instalacion), 0) as instalacion,
      coalesce((select max(id_localidad) from public.localidad), 0) as localidad,
      coalesce((select max(id_rar) from public.rar), 0) as rar,
      coalesce((select max(id_entidad) from public.entidad), 0) as entidad`)
  const [highest] = rows
  if (highest === undefined) throw new Error('A select without a table gave no row')
  return highest
}

/**
 * Adds `count` rows: new EPSAs with everything that is theirs. Of the last one only as many rows
 * as are left, always its own row first.
 */
export async function addEpsas({
  client,
  random,
  seed,
  count,
  highest,
  tally,
}: {
  readonly client: pg.Client
  readonly random: Random
  readonly seed: number
  readonly count: number
  readonly highest: HighestIds
  readonly tally: ChangeTally
}): Promise<void> {
  const authorities: Authorities = { seed, rarCount: highest.rar, entidadCount: highest.entidad }
  const localidadIds = Array.from({ length: highest.localidad }, (_, index) => index + 1)
  const added = new Map<string, Row[]>(epsaTables.map(({ name }) => [name, []]))
  let [left, id, instalacionId] = [count, highest.epsa, highest.instalacion]
  while (left > 0) {
    id += random.integer(1, 3)
    const firstInstalacionId = instalacionId + 1
    const epsa = planEpsa({ seed, id, position: -1, localidadIds, firstInstalacionId })
    instalacionId += epsa.instalacionIds.length
    for (const { name, rowsOf } of epsaTables) {
      const rows = rowsOf(authorities, epsa).slice(0, left)
      added.get(name)?.push(...rows)
      left -= rows.length
    }
  }
  for (const [table, rows] of added) {
    tally.add(table, 'inserts', await copyRows(client, table, rows))
  }
}
