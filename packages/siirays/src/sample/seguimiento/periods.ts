import type { Row } from '../row.ts'

/** Years that the former authority left; one period each. */
const inheritedYears = [2001, 2002, 2003, 2004]
const lastMonth = { year: 2024, month: 12 }
const monthNames = [
  'ENERO',
  'FEBRERO',
  'MARZO',
  'ABRIL',
  'MAYO',
  'JUNIO',
  'JULIO',
  'AGOSTO',
  'SEPTIEMBRE',
  'OCTUBRE',
  'NOVIEMBRE',
  'DICIEMBRE',
]
const dueDay = 20

export interface Month {
  readonly year: number
  /** From 1. */
  readonly month: number
}

/** Numbers of the periods that the former authority left. */
export const inheritedPeriodIds: readonly number[] = inheritedYears.map((_, index) => index + 1)

/** Number of the first monthly period. */
export const firstMonthId = inheritedYears.length + 1

/** Of the months before the last one, the one that is `count` earlier; later when it is negative. */
export function monthsBefore({ year, month }: Month, count: number): Month {
  const months = year * 12 + (month - 1) - count
  return { year: Math.floor(months / 12), month: (months % 12) + 1 }
}

/** The month of the period at `position` of `months` monthly ones, which end with the year 2024. */
export function monthAt(position: number, months: number): Month {
  return monthsBefore(lastMonth, months - 1 - position)
}

/** The row of a monthly period; its report is due on the 20th of the month after it. */
export function monthRow(id: number, { year, month }: Month): Row {
  const due = monthsBefore({ year, month }, -1)
  const dueDate = `${due.year}-${String(due.month).padStart(2, '0')}-${dueDay}`
  return [id, year, month, `${monthNames[month - 1] ?? ''} ${year}`, dueDate]
}

/** The rows of table `periodo`: the inherited years, which have no month and no due date, then the months. */
export function periodRows(months: number): Row[] {
  return [
    ...inheritedYears.map((year, index) => [index + 1, year, null, `GESTIÓN ${year}`, null]),
    ...Array.from({ length: months }, (_, position) =>
      monthRow(firstMonthId + position, monthAt(position, months)),
    ),
  ]
}
