import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Monitor } from '../src/open-monitor.ts'
import type { RunChangePage } from '../src/schemas/change.ts'
import { aLedgerRun } from './a-ledger-run.ts'
import { call, createMonitorUnderTest, type MonitorUnderTest } from './monitor-under-test.ts'

describe('what a run changed', () => {
  let ledger: MonitorUnderTest
  let monitor: Monitor
  let runId: string

  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
    monitor = await ledger.open()
    runId = await aLedgerRun(ledger.db, 'changes')
    await ledger.db.raw(
      `insert into sync.changes (run_id, table_name, operation, key, before, after) values
        (:runId, 'epsa', 'delete', '{"id_epsa": "7"}', '{"id_epsa": "7", "nombre": "Ñuflo"}', null),
        (:runId, 'epsa', 'update', '{"id_epsa": "12"}', '{"telefono": "-5"}', '{"telefono": null}'),
        (:runId, 'epsa', 'update', '{"id_epsa": "127"}', '{"nombre": "A;B"}',
          '{"nombre": "=HYPERLINK(\\"http://x\\")"}'),
        (:runId, 'sector', 'insert', '{"codigo": "ZONA-12"}', null, '{"codigo": "ZONA-12"}'),
        (:runId, 'bitacora', 'insert', null, null, '{"texto": ""}')`,
      { runId },
    )
  })
  afterAll(() => ledger.close())

  async function read<Body>(query: string): Promise<Body> {
    const { status, json, text } = await call(monitor, `/api/v1/runs/${runId}/changes${query}`, {
      as: 'vera',
    })
    if (status !== 200) throw new Error(`${status} ${text}`)
    return json as Body
  }
  const keysOf = ({ changes }: RunChangePage) =>
    changes.map(({ key }) => Object.values(key ?? {})[0] ?? null)

  it.each([
    ['', ['7', '12', '127', 'ZONA-12', null]],
    ['?table=epsa&operation=update', ['12', '127']],
    ['?key=12', ['12', '127', 'ZONA-12']],
    ['?key=zona', ['ZONA-12']],
    ['?key=%25', []],
    ['?column=nombre', ['127']],
    ['?column=telefono', ['12']],
    ['?column=texto', []],
  ])('is filtered by %s', async (query, keys) => {
    const page = await read<RunChangePage>(query)
    expect(keysOf(page)).toEqual(keys)
    expect(page.matching).toBe(keys.length)
  })

  it('tells on every page how many there are', async () => {
    const first = await read<RunChangePage>('?key=12&limit=2')
    expect(first).toMatchObject({ matching: 3, changes: [{}, {}] })
    const second = await read<RunChangePage>(`?key=12&limit=2&after=${first.next ?? ''}`)
    expect(second).toMatchObject({ matching: 3, next: null })
    expect(keysOf(second)).toEqual(['ZONA-12'])
  })

  it('is counted by table, operation and column', async () => {
    expect(await read('/counts')).toEqual([
      { table: 'bitacora', insert: 1, update: 0, delete: 0, columns: [] },
      {
        table: 'epsa',
        insert: 0,
        update: 2,
        delete: 1,
        columns: [
          { column: 'nombre', rows: 1 },
          { column: 'telefono', rows: 1 },
        ],
      },
      { table: 'sector', insert: 1, update: 0, delete: 0, columns: [] },
    ])
  })

  async function download(path: string): Promise<{ headers: Headers; text: string }> {
    const answer = await call(monitor, `/api/v1/runs/${path}`, { as: 'vera' })
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
    return answer
  }

  it('is downloaded for spreadsheets, whatever its texts hold', async () => {
    const { headers } = await download(`${runId}/changes.csv`)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="registro-cambios-${runId}.csv"`,
    )
    const response = await fetch(`${monitor.url}/api/v1/runs/${runId}/changes.csv`, {
      headers: { authorization: `Basic ${btoa('vera:clave-de-vera')}` },
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf')
    expect(bytes.subarray(3).toString().split('\r\n')).toEqual([
      'tabla;operación;clave;columna;antes;después',
      'epsa;borrada;id_epsa=7;nombre;Ñuflo;',
      'epsa;borrada;id_epsa=7;id_epsa;7;',
      'epsa;modificada;id_epsa=12;telefono;-5;',
      `epsa;modificada;id_epsa=127;nombre;"A;B";"'=HYPERLINK(""http://x"")"`,
      'sector;nueva;codigo=ZONA-12;codigo;;ZONA-12',
      'bitacora;nueva;;texto;;""',
      '',
    ])
  })

  it('is downloaded filtered and in English', async () => {
    const { text } = await download(`${runId}/changes.csv?language=en&column=telefono`)
    expect(text.replace(/^\uFEFF/, '')).toBe(
      'table,operation,key,column,before,after\r\nepsa,updated,id_epsa=12,telefono,-5,\r\n',
    )
  })

  it('is downloaded to the last row, in order, when there are many', async () => {
    const many = await aLedgerRun(ledger.db, 'many', 'tarifas')
    await ledger.db.raw(
      `insert into sync.changes (run_id, table_name, operation, key, before, after)
      select ?, 'tarifa', 'insert', jsonb_build_object('id', n::text), null,
        jsonb_build_object('id', n::text)
      from generate_series(1, 3500) as n order by n`,
      [many],
    )
    const { text } = await download(`${many}/changes.csv`)
    const ids = text.trimEnd().split('\r\n').slice(1)
    expect(ids.map((line) => line.split(';')[5])).toEqual(
      Array.from({ length: 3_500 }, (_, n) => String(n + 1)),
    )
  })

  it.each(['changes', 'changes/counts', 'changes.csv'])(
    'answers 404 at %s for a run that nobody knows',
    async (path) => {
      const unknown = '00000000-0000-5000-8000-000000000000'
      const { status } = await call(monitor, `/api/v1/runs/${unknown}/${path}`, { as: 'vera' })
      expect(status).toBe(404)
    },
  )
})
