import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type pg from 'pg'
import { loadSample } from '../src/index.ts'
import { documentQuery } from './document-query.ts'
import { jsonbText } from './jsonb-text.ts'
import { readRawTables } from './raw-tables.ts'
import { referenceDocument } from './reference-document.ts'
import { createTestSample, type TestSample } from './test-sample.ts'

let sample: TestSample
let client: pg.PoolClient

// What the sample has too seldom or not at all: EPSAs without anything, lists of which rows tie,
// numbers that differ in trailing zeros, signs that collations order differently, texts to join.
const rareRows = `
  alter table ingresos alter monto type numeric;
  alter table demografia_cobertura alter porcentaje_cobertura_ap type numeric;
  insert into epsa (id_epsa) values (9001), (9002);
  insert into ingresos (id_epsa, monto) values (9002, 1.50), (9002, 1.500), (9002, 1.5), (9002, 10), (9002, 9), (9002, null);
  insert into demografia_cobertura (id_epsa, porcentaje_cobertura_ap) values (9002, 100.00), (9002, 100), (9002, 100.0);
  insert into informacion_tecnica (id_epsa, pozo_ciego) values (9002, null), (9002, 3), (9002, 2);
  insert into problemas_contaminacion values (9002, 'b'), (9002, 'Á'), (9002, 'a'), (9002, 'B'), (9002, 'b'), (9002, null);
  insert into requerimiento_desarrollo values (9002, 'ñ'), (9002, 'n'), (9002, 'Z'), (9002, ''), (9002, ' a'), (9002, '"\\\\\\t');
  insert into tratamiento_agua_residual (id_epsa, coordenada_x) values (9002, 0.1), (9002, 123456789.123456);
  insert into instalacion (id_instalacion, id_epsa) values (900001, 9002), (900002, 9002), (900003, null);
  insert into instalacion_fuente_financiamiento (id_instalacion, id_epsa) values (900001, 9002);
  insert into tecnica_as values (9002, null);
  insert into sistema_ap values (9002, null), (9002, 1)`

beforeAll(async () => {
  sample = await createTestSample()
  await loadSample({ url: sample.url, scale: 0.1, seed: 5 })
  await sample.pool.query(rareRows)
  client = await sample.pool.connect()
}, 60_000)

afterAll(async () => {
  client.release()
  await sample.drop()
})

async function documents(): Promise<ReadonlyMap<number, string>> {
  const { rows } = await client.query<{ id: number; documento: string }>(
    `select id_siirays as id, documento::text from (${documentQuery()}) as derived`,
  )
  return new Map(rows.map(({ id, documento }) => [id, documento]))
}

async function documentOf(id: number): Promise<Record<string, unknown>> {
  return JSON.parse((await documents()).get(id) ?? 'null') as Record<string, unknown>
}

describe('epsa_documento', () => {
  it('is for every EPSA, digit by digit, what a plain reading of the rows gives', async () => {
    const tables = await readRawTables(client)
    const expected = (tables['epsa'] ?? []).map(
      (epsa) =>
        [
          Number(jsonbText(epsa['id_epsa'] ?? null)),
          jsonbText(referenceDocument(tables, epsa)),
        ] as const,
    )

    const found = await documents()

    expect(found.size).toBe(232)
    for (const [id, text] of expected) expect([id, found.get(id)]).toEqual([id, text])
  }, 60_000)

  it('has null for an absent attribute, object or text, and an empty list for no rows', async () => {
    const nothing = await documentOf(9001)

    expect(nothing).toMatchObject({
      informacion_general: { id_siirays: 9001, codigo: null, web: null },
      estatus_juridico: null,
      informacion_tecnica: null,
      problemas_contaminacion: null,
      tecnicas_as: null,
    })
    const lists = Object.values(nothing).filter((value) => Array.isArray(value))
    expect(lists).toEqual(Array.from({ length: 13 }, () => []))
  })

  it('keeps a row whose looked-up row is missing', async () => {
    expect(await documentOf(9002)).toMatchObject({
      sistemas_ap: ['GRAVEDAD', null],
      instalaciones: [
        { tipo: null, estado: null, edad: null, fuente_financiamiento: { nombre: null } },
        { tipo: null, estado: null, edad: null, fuente_financiamiento: null },
      ],
      tecnicas_as: null,
    })
  })

  it('joins distinct texts in the order of their code points', async () => {
    expect(await documentOf(9002)).toMatchObject({
      problemas_contaminacion: 'B; a; b; Á',
      informacion_tecnica: { pozo_ciego: 2 },
    })
  })

  it('says the same whatever the role says about dates, numbers and plans', async () => {
    const expected = await documents()
    await client.query('begin')
    try {
      await client.query("set local datestyle = 'German'")
      await client.query("set local timezone = 'Pacific/Auckland'")
      await client.query("set local intervalstyle = 'sql_standard'")
      await client.query('set local enable_hashjoin = off')
      await client.query('set local enable_seqscan = off')
      expect(await documents()).toEqual(expected)
    } finally {
      await client.query('rollback')
    }
  })

  it.each(['asc', 'desc'])('says the same when the rows lie on disk in order %s', async (order) => {
    const expected = await documents()
    await client.query('begin')
    try {
      for (const table of ['ingresos', 'demografia_cobertura', 'informacion_tecnica']) {
        await client.query(`create temporary table moved on commit drop as select * from ${table}`)
        await client.query(`delete from ${table}`)
        await client.query(
          `insert into ${table} select * from moved as m order by m::text ${order}`,
        )
        await client.query('drop table moved')
      }
      expect(await documents()).toEqual(expected)
    } finally {
      await client.query('rollback')
    }
  })

  it('reads every table once, not once per EPSA', async () => {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, timing off, costs off) ${documentQuery()}`,
    )
    const plan = rows.map((row) => row['QUERY PLAN'])

    expect(plan.some((line) => line.includes('SubPlan'))).toBe(false)
    const loops = plan.flatMap((line) => /Seq Scan.*loops=(\d+)/.exec(line)?.[1] ?? [])
    expect(loops.length).toBeGreaterThan(20)
    expect(new Set(loops)).toEqual(new Set(['1']))
  })
})
