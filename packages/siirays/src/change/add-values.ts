import type pg from 'pg'
import { copyRows } from '../sample/copy-rows.ts'
import type { Random } from '../sample/random.ts'
import type { Row } from '../sample/row.ts'
import { seguimientoSchema } from '../sample/seguimiento/load-seguimiento.ts'
import { monthRow, monthsBefore } from '../sample/seguimiento/periods.ts'
import { reportedValue } from '../sample/seguimiento/value-rows.ts'
import { variables } from '../sample/seguimiento/variables.ts'
import type { ChangeTally } from './change-counts.ts'

interface ValuesAddition {
  readonly client: pg.Client
  readonly random: Random
  readonly count: number
  readonly changedAt: string
  readonly tally: ChangeTally
}

interface Period {
  readonly id: number
  readonly year: number
  readonly month: number
}

interface Cell {
  readonly epsaId: number
  readonly variableId: number
}

async function readNewestPeriod(client: pg.Client): Promise<Period> {
  const { rows } = await client.query<Period>(
    `select id_periodo as id, gestion as year, mes as month
     from seguimiento.periodo where mes is not null order by id_periodo desc limit 1`,
  )
  const [newest] = rows
  if (newest === undefined) throw new RangeError('The sample has no period that values could be of')
  return newest
}

/** What regulated EPSAs have not reported for a period, at most `limit` values. */
async function readOpenCells(
  client: pg.Client,
  { id }: Period,
  limit: number,
): Promise<readonly Cell[]> {
  const { rows } = await client.query<Cell>(
    `select e.id_epsa as "epsaId", r.id_variable as "variableId"
     from public.epsa as e cross join seguimiento.variable as r
     where exists (select from seguimiento.valor_variable as v where v.id_epsa = e.id_epsa)
       and not exists (
         select from seguimiento.valor_variable as v
         where v.id_epsa = e.id_epsa and v.id_periodo = $1 and v.id_variable = r.id_variable)
     order by 1, 2 limit $2`,
    [id, limit],
  )
  return rows
}

async function requireReports(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select from seguimiento.valor_variable limit 1')
  if (rowCount === 0) throw new RangeError('The sample has no EPSA that reports values')
}

async function openNextPeriod(
  { client, tally }: ValuesAddition,
  { id, year, month }: Period,
): Promise<Period> {
  const next = { id: id + 1, ...monthsBefore({ year, month }, -1) }
  const rows = [monthRow(next.id, next)]
  tally.add('periodo', 'inserts', await copyRows(client, 'periodo', rows, seguimientoSchema))
  return next
}

function cellRow({ random, changedAt }: ValuesAddition, period: Period, cell: Cell): Row {
  const variable = variables[cell.variableId - 1]
  if (variable === undefined) throw new RangeError(`There is no variable ${cell.variableId}`)
  return [cell.epsaId, period.id, cell.variableId, ...reportedValue(random, variable), changedAt]
}

/**
 * Adds `count` rows: values that the newest period still lacks, EPSA by EPSA; when it is complete,
 * the next month is opened, which is a row as well, and so on. Throws a `RangeError` when no EPSA
 * of the sample reports anything.
 */
export async function addValues(addition: ValuesAddition): Promise<void> {
  const { client, count, tally } = addition
  await requireReports(client)
  let period = await readNewestPeriod(client)
  let left = count
  for (;;) {
    const cells = await readOpenCells(client, period, left)
    const rows = cells.map((cell) => cellRow(addition, period, cell))
    const added = await copyRows(client, 'valor_variable', rows, seguimientoSchema)
    tally.add('valor_variable', 'inserts', added)
    left -= added
    if (left === 0) return
    period = await openNextPeriod(addition, period)
    left -= 1
    if (left === 0) return
  }
}
