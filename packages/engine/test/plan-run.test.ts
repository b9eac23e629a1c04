import { describe, expect, it } from '@jest/globals'
import type { Dataset, Table } from '@aaps-data/catalog'
import type { Baseline, TableBaseline } from '@aaps-data/ledger'
import { digestDefinition } from '../src/plan/definition-digest.ts'
import { planRun, readSince } from '../src/plan/plan-run.ts'
import { aDataset, aTable } from './sync-world.ts'

const at = new Date('2026-11-24T12:00:00Z')
const moved: Table = {
  ...aTable('values', ['id integer', 'at timestamptz'], { key: ['id'] }),
  cursor: { column: 'at', kind: 'time', overlap: 10 },
} as Table
const small = aTable('names', ['id integer'], { key: ['id'] })
const dataset: Dataset = {
  ...aDataset('d', [moved, small]),
  fingerprint: true,
  proof: 'reconcile',
  fullReconcile: { cron: '0 3 * * *', timeZone: 'UTC' },
}
const whole: Dataset = { ...dataset, tables: [small] }

const baselineOf = (of: Dataset, changes: Partial<Baseline> = {}): Baseline => ({
  definitionDigest: digestDefinition(of),
  lastReconcileAt: new Date('2026-11-24T03:00:30Z'),
  isFullNeeded: false,
  hasOpenRejects: false,
  waitingTables: [],
  tables: new Map(
    of.tables.map((table) => [
      table.name,
      {
        rows: 1,
        targetDigest: 'd',
        digestTie: 't',
        fingerprint: undefined,
        cursorBound: table === moved ? '2026-11-24 11:00:00+00' : undefined,
        isRepeatable: true,
      },
    ]),
  ),
  ...changes,
})
const plan = (of: Dataset, baseline?: Baseline, mode: 'auto' | 'full' | 'incremental' = 'auto') =>
  planRun(of, { mode, baseline, at })

describe('the plan of a run', () => {
  it('reads on from where the last run has read, in tables with a cursor', () => {
    const planned = plan(dataset, baselineOf(dataset))
    expect(planned).toMatchObject({ mode: 'incremental', maySkip: false })
    const since = planned.sourceTables.map((table) => readSince(planned, table))
    expect(since).toEqual(['2026-11-24 11:00:00+00', undefined])
  })

  it('reads everything while rows of a table with a cursor wait for others', () => {
    const waiting = baselineOf(dataset, { hasOpenRejects: true, waitingTables: ['values'] })
    expect(plan(dataset, waiting)).toMatchObject({ mode: 'full', provesAll: true })
    const others = baselineOf(dataset, { hasOpenRejects: true, waitingTables: ['names'] })
    expect(plan(dataset, others)).toMatchObject({ mode: 'incremental' })
  })

  it('may end early where every table is read in full', () => {
    expect(plan(whole, baselineOf(whole))).toMatchObject({ mode: 'full', maySkip: true })
    const without = { ...whole, fingerprint: false }
    expect(plan(without, baselineOf(without))).toMatchObject({ mode: 'full', maySkip: false })
    const rejecting = baselineOf(whole, { hasOpenRejects: true })
    expect(plan(whole, rejecting)).toMatchObject({ mode: 'full', maySkip: false })
  })

  it('may not end early where a derived table is not known to have the same rows again', () => {
    const derived = { ...whole, tables: [small, { ...small, name: 'sum', kind: 'derived' }] }
    const of = derived as unknown as Dataset
    const known = baselineOf(of)
    expect(plan(of, known)).toMatchObject({ maySkip: true })
    const isUnknown = ([name, table]: [string, TableBaseline]) =>
      [name, { ...table, isRepeatable: name !== 'sum' }] as const
    const tables = new Map([...known.tables].map(isUnknown))
    expect(plan(of, { ...known, tables })).toMatchObject({ mode: 'full', maySkip: false })
  })

  it.each<[string, Baseline | undefined, 'auto' | 'full']>([
    ['of the first run', undefined, 'auto'],
    ['that is asked for', baselineOf(dataset), 'full'],
    ['after an attempt that needed it', baselineOf(dataset, { isFullNeeded: true }), 'auto'],
    ['under another definition', baselineOf(dataset, { definitionDigest: 'old' }), 'auto'],
    ['when none was ever done', baselineOf(dataset, { lastReconcileAt: undefined }), 'auto'],
    [
      'that is due by its own schedule',
      baselineOf(dataset, { lastReconcileAt: new Date('2026-11-24T02:59:59Z') }),
      'auto',
    ],
  ])('is a full read %s', (_when, baseline, mode) => {
    const planned = plan(dataset, baseline, mode)
    expect(planned).toMatchObject({ mode: 'full', maySkip: false })
    expect(planned.sourceTables.map((table) => readSince(planned, table))).toEqual([
      undefined,
      undefined,
    ])
  })

  it('does not take another title or guard for another definition', () => {
    const titled = { ...dataset, title: { es: 'x', en: 'y' } }
    expect(digestDefinition(titled)).toBe(digestDefinition(dataset))
    const fewer = { ...dataset, tables: [small] }
    expect(digestDefinition(fewer)).not.toBe(digestDefinition(dataset))
  })
})
