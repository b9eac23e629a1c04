import { pickDistinct } from '../pick-distinct.ts'
import { createRandom, type Random } from '../random.ts'
import type { Row, Value } from '../row.ts'
import { noInformation } from '../words.ts'
import { firstMonthId, inheritedPeriodIds, monthAt, monthsBefore, type Month } from './periods.ts'
import { variablesLeftOut, type ValuesPlan } from './plan-values.ts'
import { variables, variableValue, type Variable } from './variables.ts'

/** What the former authority left bears this instant: nobody knows when it was written. */
const inheritedInstant = '1900-01-01 00:00:00+00'
/** Nothing in the sample was written later. */
const horizonMs = Date.UTC(2025, 5, 30)
/** Reports of a day are taken over in the night, all at this hour of the next day in UTC. */
const importHour = 3

const remarks = [
  noInformation,
  'Dato estimado',
  'Según planilla de la EPSA ',
  '',
  'Ver nota adjunta',
]

/** The values of one EPSA for one period. `month` is absent for what the former authority left. */
interface Report {
  readonly epsaId: number
  readonly periodId: number
  readonly month?: Month
}

function* reportsOf({ epsaIds, months, inheritedReports }: ValuesPlan): Generator<Report> {
  for (let position = 0; position < inheritedReports; position += 1) {
    const periodId = inheritedPeriodIds[position % inheritedPeriodIds.length]
    const epsaId = epsaIds[Math.floor(position / inheritedPeriodIds.length)]
    if (periodId !== undefined && epsaId !== undefined) yield { epsaId, periodId }
  }
  for (let position = 0; position < months; position += 1) {
    const month = monthAt(position, months)
    for (const epsaId of epsaIds) yield { epsaId, periodId: firstMonthId + position, month }
  }
}

/** The night in which a report was taken over: in the month after its own, or some months late. */
function importedMs(random: Random, month: Month): number {
  const late = random.chance(0.05) ? random.integer(1, 3) : 0
  const imported = monthsBefore(month, -1 - late)
  return Date.UTC(imported.year, imported.month - 1, random.integer(1, 28), importHour)
}

/** A value with its remark, absent in one row of twenty. */
export function reportedValue(
  random: Random,
  variable: Variable,
): readonly [value: Value, remark: Value] {
  if (random.chance(0.05)) return [null, random.chance(0.5) ? noInformation : null]
  return [variableValue(random, variable), random.chance(0.05) ? random.pick(remarks) : null]
}

function* reportRows(seed: number, { epsaId, periodId, month }: Report): Generator<Row> {
  const random = createRandom(seed, 'valor_variable', epsaId, periodId)
  const importMs = month && importedMs(random, month)
  const imported = importMs === undefined ? inheritedInstant : new Date(importMs).toISOString()
  const leftOut = pickDistinct(random, variablesLeftOut, variables.length)
  for (const [position, variable] of variables.entries()) {
    if (leftOut.includes(position)) continue
    const [value, remark] = reportedValue(random, variable)
    const key = [epsaId, periodId, position + 1] as const
    if (importMs !== undefined && random.chance(0.005)) {
      const corrected = new Date(random.integer(importMs, horizonMs)).toISOString()
      yield [...key, value, 'Corregido por la EPSA', corrected]
    } else {
      yield [...key, value, remark, imported]
    }
  }
}

/**
 * The rows of table `valor_variable`, period by period, exactly as many as planned: the newest
 * period is still being reported. The values of all reports of one night bear the same instant; one
 * in 200 was corrected later, and bears the instant of that.
 */
export function* valueRows(plan: ValuesPlan): Generator<Row> {
  let left = plan.rows
  for (const report of reportsOf(plan)) {
    for (const row of reportRows(plan.seed, report)) {
      if (left <= 0) return
      yield row
      left -= 1
    }
  }
}
