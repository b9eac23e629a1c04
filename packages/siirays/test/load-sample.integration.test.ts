import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, testServerUrls } from '@aaps-data/testing'
import { changeSample, createSampleDatabase, loadSample, NotASampleError } from '../src/index.ts'
import { tableDigests } from './table-digests.ts'
import { createTestSample, type TestSample } from './test-sample.ts'

const scale = 0.1
let sample: TestSample

beforeAll(async () => {
  sample = await createTestSample()
  await loadSample({ url: sample.url, scale, seed: 1 })
}, 60_000)

afterAll(async () => {
  await sample.drop()
})

async function count(query: string): Promise<number> {
  const { rows } = await sample.pool.query<{ count: number }>(
    `select count(*)::integer as count from ${query}`,
  )
  return rows[0]?.count ?? 0
}

describe('loadSample', () => {
  it('gives the same contents for the same seed, and others for another', async () => {
    const first = await tableDigests(sample.pool)
    const other = await createTestSample()
    try {
      await loadSample({ url: other.url, scale, seed: 2 })
      expect((await tableDigests(other.pool))['epsa']).not.toBe(first['epsa'])

      await loadSample({ url: other.url, scale, seed: 1 })
      expect(await tableDigests(other.pool)).toEqual(first)
    } finally {
      await other.drop()
    }
  }, 60_000)

  it('grows with its scale', async () => {
    expect(await count('epsa')).toBe(230)
    expect(await count('localidad')).toBe(272)
  })

  it.each([
    ['codes of EPSAs that are blank', "epsa where codigo_epsa = ''"],
    ['codes of EPSAs in the usual form', "epsa where codigo_epsa ~ '^EPSA-[0-9]{4}$'"],
    [
      'gaps between the numbers of EPSAs',
      'epsa as e where not exists (select from epsa as n where n.id_epsa = e.id_epsa + 1)',
    ],
    ['several telephone numbers in one field', "epsa where telefonos like '%-%'"],
    ['names with accents', "epsa where nombre_epsa ~ '[ÁÉÍÓÚÑ]'"],
    ['names with blanks around them', 'epsa where nombre_epsa <> trim(nombre_epsa)'],
    [
      'texts with tabs, line ends and backslashes',
      "epsa where observacion ~ E'[\\t\\n]' or observacion like '%\\\\%'",
    ],
    ['coordinates that are blank', "localidad where latitud = '' or longitud = ''"],
    ['coordinates that are 0', "localidad where latitud = '0' or longitud = '0'"],
    ['codes of places that say cod-ine', "localidad where codigo_ine = 'cod-ine'"],
    ['codes of places that say cod-aaps', "localidad where codigo_ine = 'cod-aaps'"],
    [
      'resolutions in the usual form',
      "representante join rar using (id_rar) where numero_resolucion ~ '^[0-9]+/[0-9]{4}$'",
    ],
    ['resolutions of AAPS', "rar where numero_resolucion ~ '^AAPS No\\. '"],
    ['resolutions of SISAB', "rar where numero_resolucion ~ '^SISAB No\\. '"],
    ['years that are 0', 'tratamiento_agua_residual where anio_inicio = 0'],
    ['absent numbers that are null', 'informacion_tecnica where numero_piletas_publicas is null'],
    [
      'equal rows in informacion_tecnica',
      '(select from informacion_tecnica as t group by t having count(*) > 1) as d',
    ],
    [
      'different rows of one EPSA in informacion_tecnica',
      '(select from informacion_tecnica as t group by id_epsa having count(distinct t::text) > 1) as d',
    ],
    [
      'options of sewerage that come twice',
      '(select from tecnica_as as t group by t having count(*) > 1) as d',
    ],
    [
      'EPSAs with two legal statuses',
      '(select from estatus_juridico group by id_epsa having count(*) > 1) as d',
    ],
    [
      'installations without type, state and age',
      'instalacion where num_nulls(id_tipo_fuente, id_estado_fuente, edad_fuente) = 3',
    ],
    [
      'coordinates without a zone',
      'descarga_ar where coordenada_x is not null and zona_utm is null',
    ],
    ['zones 19K or 20K', "descarga_ar where zona_utm in ('19K', '20K')"],
    ['rows whose looked-up row is missing', 'representante where id_tipo_contacto is null'],
  ])('has %s', async (_, query) => {
    expect(await count(query)).toBeGreaterThan(0)
  })

  it('has one EPSA that loses 34023 per cent, one place without a name, and N/I as every web', async () => {
    expect(await count('informacion_tecnica where porcentaje_perdida_red > 100')).toBe(1)
    expect(await count('informacion_tecnica where porcentaje_perdida_red = 34023')).toBe(1)
    expect(await count('localidad where localidad is null')).toBe(1)
    expect(await count("epsa where web is distinct from 'N/I'")).toBe(0)
  })

  it('has a legal status for few EPSAs and a zone for few coordinates', async () => {
    expect(await count('estatus_juridico')).toBeLessThan((await count('epsa')) / 5)
    expect(await count('descarga_ar where zona_utm is not null')).toBeLessThan(
      (await count('descarga_ar where coordenada_x is not null')) / 2,
    )
  })

  it('has the size of the real thing at scale 1', async () => {
    const full = await createTestSample()
    try {
      const { rows } = await loadSample({ url: full.url, scale: 1, seed: 1 })
      const { rows: counted } = await full.pool.query<Record<string, number>>(`
        select count(distinct (cod_departamento, cod_provincia, cod_municipio))::integer as municipios,
          count(distinct departamento)::integer as departamentos,
          (select max(id_epsa) from epsa) as highest
        from localidad`)

      expect(rows.size).toBe(38 + 3)
      expect(rows.get('epsa')).toBe(2300)
      expect(rows.get('localidad')).toBe(2721)
      expect(rows.get('valor_variable')).toBe(72_000)
      expect(counted[0]).toMatchObject({ municipios: 374, departamentos: 9 })
      expect(counted[0]?.['highest']).toBeGreaterThan(4000)
      expect(counted[0]?.['highest']).toBeLessThan(4200)
    } finally {
      await full.drop()
    }
  }, 60_000)
})

describe('a database without the mark', () => {
  it('is refused by every function and stays as it is', async () => {
    const database = await createTestDatabase()
    try {
      await database.pool.query('create table epsa (id_epsa integer primary key)')
      const { url, name } = database

      await expect(loadSample({ url, scale, seed: 1 })).rejects.toThrow(NotASampleError)
      await expect(
        changeSample({ url, seed: 1, inserts: 1, updates: 0, deletes: 0 }),
      ).rejects.toThrow(`Database ${name} was not made as a sample`)
      await expect(
        createSampleDatabase({ adminUrl: testServerUrls().databaseUrl, name }),
      ).rejects.toThrow(NotASampleError)

      const { rows } = await database.pool.query(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
      )
      expect(rows).toEqual([{ relname: 'epsa' }])
    } finally {
      await database.drop()
    }
  })
})

describe('createSampleDatabase', () => {
  it('leaves a sample that is there as it is', async () => {
    const name = new URL(sample.url).pathname.slice(1)
    const before = await tableDigests(sample.pool)

    const again = await createSampleDatabase({ adminUrl: testServerUrls().databaseUrl, name })

    expect(again).toEqual({ url: sample.url, created: false })
    expect(await tableDigests(sample.pool)).toEqual(before)
  })
})
