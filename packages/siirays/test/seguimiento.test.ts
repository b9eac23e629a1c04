import { describe, expect, it } from '@jest/globals'
import { loadCatalog } from '@aaps-data/catalog'
import fc from 'fast-check'
import { datasetsDirectory } from '../src/index.ts'
import type { Row } from '../src/sample/row.ts'
import { seguimientoTables } from '../src/sample/seguimiento/load-seguimiento.ts'
import { monthRow, periodRows } from '../src/sample/seguimiento/periods.ts'
import { planValues } from '../src/sample/seguimiento/plan-values.ts'
import { valueRows } from '../src/sample/seguimiento/value-rows.ts'
import { variables } from '../src/sample/seguimiento/variables.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => 2 * index + 1)
const plan = (rows: number, epsas = 40, seed = 1) =>
  planValues({ seed, rows, epsaIds: numbers(epsas) })
const keyOf = (row: Row) => row.slice(0, 3).join()

describe('dataset seguimiento', () => {
  const seguimiento = loadCatalog(datasetsDirectory).get('seguimiento')

  it('has the three tables of the time series', () => {
    expect(seguimiento?.tables.map(({ name }) => name).sort()).toEqual(
      [...seguimientoTables].sort(),
    )
  })

  it('runs every hour and is late after three', () => {
    expect(seguimiento?.schedule).toMatchObject({ cron: '20 * * * *', timeZone: 'America/La_Paz' })
    expect(seguimiento?.freshnessLimitMinutes).toBe(180)
  })
})

describe('planValues', () => {
  it('lets both months and regulated EPSAs grow with the values', () => {
    const shapes = [72_000, 1_000_000, 10_000_000].map((rows) => {
      const { months, epsaIds } = plan(rows, 2300)
      return [months, epsaIds.length]
    })

    expect(shapes).toEqual([
      [24, 75],
      [91, 275],
      [180, 1389],
    ])
  })

  it('says how many values the EPSAs can report when more are asked for', () => {
    expect(() => plan(1_000_000)).toThrow("The sample's 40 EPSAs report at most 288480 values")
    expect(plan(288_480)).toMatchObject({ months: 180, rows: 288_480 })
  })
})

describe('valueRows', () => {
  it('gives as many rows as planned, each with a key of its own and a period that is there', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.integer({ min: 1, max: 40 }), fc.nat(), (count, epsas, seed) => {
        const planned = plan(count, epsas, seed)
        const rows = [...valueRows(planned)]
        const periods = new Set(periodRows(planned.months).map(([id]) => id))

        expect(rows).toHaveLength(count)
        expect(new Set(rows.map(keyOf)).size).toBe(count)
        expect(rows.every(([, period]) => periods.has(period ?? null))).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('gives the same rows for the same seed, and others for another', () => {
    const first = [...valueRows(plan(500))]

    expect([...valueRows(plan(500))]).toEqual(first)
    expect([...valueRows(plan(500, 40, 2))]).not.toEqual(first)
  })

  it('leaves the newest period to be completed', () => {
    const planned = plan(5000)
    const newest = periodRows(planned.months).at(-1)?.[0]
    const inNewest = [...valueRows(planned)].filter(([, period]) => period === newest)

    expect(inNewest.length).toBeGreaterThan(0)
    expect(inNewest.length).toBeLessThan(planned.epsaIds.length * variables.length)
  })
})

describe('monthRow', () => {
  it.each([
    [{ year: 2024, month: 12 }, [9, 2024, 12, 'DICIEMBRE 2024', '2025-01-20']],
    [{ year: 2025, month: 1 }, [9, 2025, 1, 'ENERO 2025', '2025-02-20']],
  ])('is due on the 20th of the month after it: %j', (month, row) => {
    expect(monthRow(9, month)).toEqual(row)
  })
})
