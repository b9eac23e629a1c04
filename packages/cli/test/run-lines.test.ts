import { describe, expect, it } from '@jest/globals'
import type { KeptChange } from '@aaps-data/ledger'
import { languageOf } from '../src/explain/explain-report.ts'
import { runLines } from '../src/run/run-lines.ts'
import { exitCodeOf, runReport } from '../src/run/run-report.ts'
import { sampleLines } from '../src/run/sample-lines.ts'
import { aRun } from './some-runs.ts'

const linesOf = (changes: Parameters<typeof aRun>[0]) =>
  runLines(runReport(aRun(changes), { samples: [], language: 'en', now: new Date(0) }), 'en')

const unchanged = {
  read: 'full',
  rejected: 0,
  changesKept: 0,
  inserted: 0,
  updated: 0,
  deleted: 0,
} as const

describe('runLines', () => {
  it('lists the tables that changed and counts the others', () => {
    expect(
      linesOf({
        tables: [
          { ...unchanged, table: 'epsa', staged: 9_000, unchanged: 8_999, updated: 1 },
          { ...unchanged, table: 'oficina', staged: 2, unchanged: 2 },
        ],
      }).slice(1),
    ).toEqual([
      '',
      'table  read   rejected  inserted  updated  deleted  unchanged',
      'epsa   9,000  0         0         1        0        8,999',
      '1 table unchanged',
    ])
  })

  it('tells below the tables how many rows broke each rule', () => {
    expect(
      linesOf({
        rejects: [
          { table: 'contacto', column: 'fonos', rule: 'length', action: 'reject', rows: 1_693 },
          { table: 'contacto', column: 'correo', rule: 'required', action: 'warn', rows: 211 },
          { table: 'contacto', column: null, rule: 'key', action: 'fail', rows: 1 },
        ],
      }).slice(1),
    ).toEqual([
      'contacto.fonos, length: 1,693 rejected',
      'contacto.correo, required: 211 let in with a warning',
      'contacto, key: 1 not tolerated',
    ])
  })

  it('says that nothing has changed when nothing was read', () => {
    expect(linesOf({ read: 'fingerprint' })[0]).toBe(
      'registro: succeeded, after 2.5 s, nothing has changed, data of 2026-11-24 12:00:01Z, run 11111111-2222-5333-8444-555555555555',
    )
  })

  it('puts what was noticed into words', () => {
    const notices = [{ code: 'COLUMN_NEW', table: 'epsa', details: { column: 'nota' } }]
    const lines = linesOf({ notices })
    const told = lines.indexOf(
      'notice COLUMN_NEW: The source has columns that the dataset does not know (table epsa, column nota)',
    )
    expect(told).toBeGreaterThan(0)
    expect(lines[told + 1]).toMatch(/^ {2}Development team: add them to the definition/)
  })

  it('says once, in words, what a guard found, and no more when it was approved', () => {
    const breaches = [
      { table: 'epsa', guard: 'maxDeletedShare', limit: 0.3, found: 690 / 2299 },
      { table: 'epsa', guard: 'maxUpdatedShare', limit: 0.5, found: 2 / 3 },
      { table: 'epsa', guard: 'maxUpdatedRows', limit: 1_000, found: 1_200 },
      { table: 'epsa', guard: 'maxCountChange', limit: 0.2, found: 0.40126 },
      { table: 'epsa', guard: 'emptyColumn', limit: 0, found: 1, column: 'sigla' },
      { table: 'epsa', guard: 'ofAnotherVersion', limit: 1, found: 2 },
    ]
    const table = { ...unchanged, table: 'epsa', staged: 1_609, unchanged: 409 }
    const lines = (decision: 'approved' | null, changes: Parameters<typeof aRun>[0]) =>
      linesOf({
        tables: [{ ...table, deleted: 690, updated: 1_200 }],
        hold: { kind: 'guard', breaches, decision },
        ...changes,
      })
    const code = 'GUARD_BREACHED'
    const held = lines(null, {
      state: 'held',
      error: { code, message: '', details: { phase: 'delta', breaches }, causes: [] },
    })
    expect(held.filter((line) => line.startsWith('epsa: '))).toEqual([
      'epsa: would delete 690 of 2,299 rows (30.01 %), allowed are 30 %',
      'epsa: would update 1,200 of 1,800 rows (66.67 %), allowed are 50 %',
      'epsa: would update 1,200 rows, allowed are 1,000',
      'epsa: the number of rows differs by 40.13 % from the usual, allowed are 20 %',
      'epsa: column sigla would lose all its values',
      'epsa: ofAnotherVersion is 1, found 2',
    ])
    expect(held).toContain('  phase: "delta"')
    expect(held.join()).not.toContain('"maxDeletedShare"')
    expect(lines('approved', {}).join()).not.toContain('epsa: ')
  })

  it('says why a run was cancelled', () => {
    expect(linesOf({ state: 'cancelled', reason: 'discarded by ana' })[0]).toMatch(
      /^registro: cancelled \(discarded by ana\), /,
    )
  })
})

describe('sampleLines', () => {
  const change = (changes: Partial<KeptChange>): KeptChange => ({
    table: 'epsa',
    operation: 'update',
    key: { id: '1' },
    before: { name: null },
    after: { name: 'x'.repeat(100) },
    ...changes,
  })

  it('shows each column before and after, and cuts long values', () => {
    expect(sampleLines([change({})])).toEqual([
      'epsa:',
      `  ~ id="1" name: null -> "${'x'.repeat(60)}…"`,
    ])
  })

  it('shows of long values the part in which they differ', () => {
    const [before, after] = [`${'x'.repeat(90)}1`, `${'x'.repeat(90)}2`]
    expect(sampleLines([change({ before: { name: before }, after: { name: after } })])).toEqual([
      'epsa:',
      `  ~ id="1" name: "…${before.slice(-60)}" -> "…${after.slice(-60)}"`,
    ])
  })

  it('shows whole rows of a table without a key', () => {
    const whole = {
      operation: 'insert',
      key: null,
      before: null,
      after: { a: '1', b: null },
    } as const
    expect(sampleLines([change(whole)])).toEqual(['epsa:', '  + a="1" b=null'])
  })
})

describe('exitCodeOf', () => {
  it('is 0 only for a run that did what was asked for', () => {
    expect(exitCodeOf({ state: 'succeeded', preview: false })).toBe(0)
    expect(exitCodeOf({ state: 'succeeded', preview: true })).toBe(0)
    expect(exitCodeOf({ state: 'held', preview: true })).toBe(0)
    expect(exitCodeOf({ state: 'held', preview: false })).toBe(3)
    expect(exitCodeOf({ state: 'failed', preview: true })).toBe(3)
    expect(exitCodeOf({ state: 'cancelled', preview: false })).toBe(3)
  })
})

describe('languageOf', () => {
  it('is Spanish unless the locale is English', () => {
    expect(languageOf({})).toBe('es')
    expect(languageOf({ LANG: 'C.UTF-8' })).toBe('es')
    expect(languageOf({ LANG: 'en_US.UTF-8' })).toBe('en')
    expect(languageOf({ LANG: 'en_US.UTF-8', LC_ALL: 'es_BO.UTF-8' })).toBe('es')
  })
})
