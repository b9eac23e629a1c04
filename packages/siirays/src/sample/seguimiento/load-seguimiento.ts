import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { copyRows } from '../copy-rows.ts'
import type { Row } from '../row.ts'
import { periodRows } from './periods.ts'
import { planValues } from './plan-values.ts'
import { valueRows } from './value-rows.ts'
import { variableRows } from './variables.ts'

const statementsDirectory = join(__dirname, '..', '..', '..', 'sample')

/** Where SIIRAyS keeps what regulated EPSAs report. */
export const seguimientoSchema = 'seguimiento'

/** Its tables, those that others refer to first. */
export const seguimientoTables = ['variable', 'periodo', 'valor_variable'] as const

/** As many values as a sample of a scale has unless another number is asked for. */
export function usualValueCount(scale: number): number {
  return Math.round(72_000 * scale)
}

async function runStatements(client: pg.Client, file: string): Promise<void> {
  await client.query(`set local search_path = ${seguimientoSchema}`)
  await client.query(readFileSync(join(statementsDirectory, file), 'utf8'))
}

/**
 * Makes schema `seguimiento` with `rows` values of the EPSAs that the sample has, within the
 * caller's transaction; what the schema's tables held before is gone. The same seed, rows and EPSAs
 * always give the same values. Keys and index are made after the rows: with them in place ten
 * million rows would take more than twice as long. Memory does not grow with the rows.
 */
export async function loadSeguimiento(
  client: pg.Client,
  { seed, rows }: { readonly seed: number; readonly rows: number },
): Promise<ReadonlyMap<string, number>> {
  const epsas = await client.query<{ id: number }>(
    'select id_epsa as id from public.epsa order by 1',
  )
  const plan = planValues({ seed, rows, epsaIds: epsas.rows.map(({ id }) => id) })
  const names = seguimientoTables.map((name) => `${seguimientoSchema}.${name}`).join(', ')
  await client.query(`create schema if not exists ${seguimientoSchema}`)
  await client.query(`drop table if exists ${names}`)
  await runStatements(client, 'seguimiento.sql')
  const copy = (table: (typeof seguimientoTables)[number], tableRows: Iterable<Row>) =>
    copyRows(client, table, tableRows, seguimientoSchema)
  const loaded = new Map([
    ['variable', await copy('variable', variableRows())],
    ['periodo', await copy('periodo', periodRows(plan.months))],
    ['valor_variable', await copy('valor_variable', valueRows(plan))],
  ])
  await runStatements(client, 'seguimiento-constraints.sql')
  return loaded
}
