import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Monitor } from '../src/open-monitor.ts'
import type { RunRejectPage } from '../src/schemas/reject.ts'
import { aLedgerRun } from './a-ledger-run.ts'
import { call, createMonitorUnderTest, type MonitorUnderTest } from './monitor-under-test.ts'

describe('what the rows of a run broke', () => {
  let ledger: MonitorUnderTest
  let monitor: Monitor
  let runId: string
  let mender: string

  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
    monitor = await ledger.open()
    runId = await aLedgerRun(ledger.db, 'rejects')
    mender = await aLedgerRun(ledger.db, 'mender')
    await ledger.db.raw(
      `insert into sync.rejects (run_id, attempt, dataset, table_name, column_name, rule, action,
        key, place, value, facts, fingerprint, found_at, solved_at, solved_by) values
        (:runId, 1, 'registro', 'epsa', 'telefono', 'length', 'reject', '{"id_epsa": "12"}', null,
          '+591 2 2110000', '{"max": 8}', 'a', '2026-11-24T12:00Z', null, null),
        (:runId, 1, 'registro', 'epsa', 'nombre', 'required', 'warn', '{"id_epsa": "7"}', null,
          null, '{}', 'b', '2026-11-24T12:00Z', '2026-11-24T13:00Z', :mender),
        (:runId, 1, 'registro', 'sector', null, 'key', 'fail', null, '{"row": 3}',
          null, '{"columns": ["codigo"]}', 'c', '2026-11-24T12:00Z', null, null)`,
      { runId, mender },
    )
    await ledger.db.raw(
      `insert into sync.reject_counts (run_id, attempt, table_name, column_name, rule, action, rows)
      values (:runId, 1, 'epsa', 'telefono', 'length', 'reject', 2400),
        (:runId, 1, 'epsa', 'nombre', 'required', 'warn', 1),
        (:runId, 1, 'sector', null, 'key', 'fail', 1)`,
      { runId },
    )
  })
  afterAll(() => ledger.close())

  const ask = (path: string) => call(monitor, `/api/v1/runs/${path}`, { as: 'vera' })

  it.each([
    ['', ['length', 'required', 'key']],
    ['?table=epsa', ['length', 'required']],
    ['?rule=key', ['key']],
    ['?action=warn', ['required']],
    ['?state=open', ['length', 'key']],
    ['?state=solved', ['required']],
    ['?table=epsa&state=solved&action=reject', []],
  ])('is filtered by %s', async (query, rules) => {
    const { json } = await ask(`${runId}/rejects${query}`)
    const page = json as RunRejectPage
    expect(page.rejects.map(({ rule }) => rule)).toEqual(rules)
    expect(page.matching).toBe(rules.length)
  })

  it('is listed page by page, with place, value and the run that no longer had it', async () => {
    const first = (await ask(`${runId}/rejects?limit=2`)).json as RunRejectPage
    expect(first).toMatchObject({
      matching: 3,
      rejects: [
        { table: 'epsa', column: 'telefono', key: { id_epsa: '12' }, value: '+591 2 2110000' },
        { solvedAt: '2026-11-24T13:00:00.000Z', solvedBy: mender, action: 'warn' },
      ],
    })
    const second = await ask(`${runId}/rejects?limit=2&after=${first.next ?? ''}`)
    expect(second.json).toMatchObject({
      next: null,
      rejects: [{ table: 'sector', column: null, key: null, place: { row: 3 } }],
    })
  })

  it('is counted on its run, also beyond what was kept', async () => {
    expect((await ask(runId)).json).toMatchObject({
      rejects: [
        { table: 'epsa', column: 'telefono', rule: 'length', rows: 2_400, kept: 1, solved: 0 },
        { table: 'epsa', column: 'nombre', rule: 'required', rows: 1, kept: 1, solved: 1 },
        { table: 'sector', column: null, rule: 'key', action: 'fail', rows: 1, kept: 1, solved: 0 },
      ],
    })
    expect((await ask(mender)).json).toMatchObject({ rejects: [] })
  })

  it('is downloaded with the cause in words', async () => {
    const { text } = await ask(`${runId}/rejects.csv`)
    const at = '2026-11-24T12:00:00.000Z'
    expect(text.replace(/^\uFEFF/, '').split('\r\n')).toEqual([
      'tabla;regla;columna;clave;lugar;valor;acción;causa;hallada;resuelta;resuelta por',
      `epsa;Longitud;telefono;id_epsa=12;;'+591 2 2110000;rechazada;El valor «+591 2 2110000» de la columna «telefono» debe tener como máximo 8 caracteres.;${at};;`,
      `epsa;Obligatorio;nombre;id_epsa=7;;;aviso;La columna «nombre» es obligatoria y está vacía.;${at};2026-11-24T13:00:00.000Z;${mender}`,
      `sector;Clave;;;fila 3;;detuvo la tarea;La fila no tiene clave: «codigo» está vacía.;${at};;`,
      '',
    ])
    const english = await ask(`${runId}/rejects.csv?language=en&rule=key`)
    expect(english.text).toContain('sector,Key,,,row 3,,stopped the run,')
    expect(english.headers.get('content-disposition')).toContain('registro-rejects-')
  })
})
