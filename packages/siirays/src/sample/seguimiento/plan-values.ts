import { inheritedPeriodIds } from './periods.ts'
import { variables } from './variables.ts'

/** Each report leaves some variables out, always as many, so that the number of rows is exact. */
export const variablesLeftOut = 3
const valuesPerReport = variables.length - variablesLeftOut

const mostMonths = 180
/** A sample has about this many regulated EPSAs for each month, until it has all of `mostMonths`. */
const epsasPerMonth = 3
const inheritedEpsas = 3

/** Who reported how often. Everything else about the values follows from it and the seed. */
export interface ValuesPlan {
  readonly seed: number
  /** Rows of `valor_variable`, exactly. */
  readonly rows: number
  /** The regulated EPSAs, which are the ones that report. */
  readonly epsaIds: readonly number[]
  readonly months: number
  /** Reports of periods that the former authority left. */
  readonly inheritedReports: number
}

function spread(epsaIds: readonly number[], count: number): readonly number[] {
  return epsaIds.filter(
    (_, position) =>
      Math.floor(((position + 1) * count) / epsaIds.length) >
      Math.floor((position * count) / epsaIds.length),
  )
}

/**
 * Plans as many values as asked for. With their number grow both the months, up to 15 years, and
 * the EPSAs that are regulated; `epsaIds` are those to choose from. Throws a `RangeError` when they
 * are too few for that many values.
 */
export function planValues({
  seed,
  rows,
  epsaIds,
}: {
  readonly seed: number
  readonly rows: number
  readonly epsaIds: readonly number[]
}): ValuesPlan {
  const reports = Math.ceil(rows / valuesPerReport)
  const mostInherited = inheritedPeriodIds.length * Math.min(inheritedEpsas, epsaIds.length)
  const inheritedReports = Math.min(mostInherited, Math.floor(reports / 4))
  const monthly = reports - inheritedReports
  const fewestMonths = Math.ceil(monthly / epsaIds.length)
  if (fewestMonths > mostMonths) {
    const most = (epsaIds.length * mostMonths + mostInherited) * valuesPerReport
    throw new RangeError(`The sample's ${epsaIds.length} EPSAs report at most ${most} values`)
  }
  const balanced = Math.round(Math.sqrt(monthly / epsasPerMonth))
  const months = Math.max(1, fewestMonths, Math.min(mostMonths, balanced))
  const regulated = Math.max(Math.ceil(monthly / months), Math.min(inheritedEpsas, epsaIds.length))
  return { seed, rows, epsaIds: spread(epsaIds, regulated), months, inheritedReports }
}
