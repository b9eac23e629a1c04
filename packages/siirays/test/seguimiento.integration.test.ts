import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { loadCatalog } from '@aaps-data/catalog'
import { testServerUrls } from '@aaps-data/testing'
import { changeSample, datasetsDirectory, loadSample, provideSample } from '../src/index.ts'
import { tableDigests } from './table-digests.ts'
import { createTestSample, type TestSample } from './test-sample.ts'

const counts = { inserts: 60, updates: 30, deletes: 10 }
let sample: TestSample

beforeAll(async () => {
  sample = await createTestSample()
})

afterAll(async () => {
  await sample.drop()
})

const load = (seguimientoRows: number) =>
  loadSample({ url: sample.url, scale: 0.1, seed: 1, seguimientoRows })

async function count(query: string): Promise<number> {
  const { rows } = await sample.pool.query<{ count: number }>(
    `select count(*)::integer as count from ${query}`,
  )
  return rows[0]?.count ?? 0
}

describe('dataset seguimiento', () => {
  const tables = (loadCatalog(datasetsDirectory).get('seguimiento')?.tables ?? []).filter(
    (table) => table.kind === 'source',
  )

  beforeAll(() => load(20_000), 30_000)

  it('maps every column of the time series, in its order', async () => {
    const { rows } = await sample.pool.query<{ table: string; columns: readonly string[] }>(
      `select table_name as table, array_agg(column_name::text order by ordinal_position) as columns
       from information_schema.columns where table_schema = 'seguimiento' group by table_name`,
    )

    expect(
      new Map(tables.map(({ name, columns }) => [name, columns.map(({ source }) => source)])),
    ).toEqual(new Map(rows.map(({ table, columns }) => [table, columns])))
  })

  it('has the keys and the references of the source, but for the one to another dataset', async () => {
    const { rows } = await sample.pool.query<{ constraint: string }>(
      `select c.relname || ' ' || replace(pg_get_constraintdef(o.oid), 'seguimiento.', '') as constraint
       from pg_constraint as o join pg_class as c on c.oid = o.conrelid
       where o.connamespace = 'seguimiento'::regnamespace and o.contype in ('p', 'f')`,
    )
    const declared = tables.flatMap(({ name, key, references }) => [
      `${name} PRIMARY KEY (${key.join(', ')})`,
      ...references.map(
        ({ columns, table, foreignColumns }) =>
          `${name} FOREIGN KEY (${columns.join(', ')}) REFERENCES ${table}(${foreignColumns.join(', ')})`,
      ),
    ])

    expect(rows.map(({ constraint }) => constraint).sort()).toEqual(
      [...declared, 'valor_variable FOREIGN KEY (id_epsa) REFERENCES epsa(id_epsa)'].sort(),
    )
  })
})

describe('the time series of the sample', () => {
  beforeAll(() => load(20_000), 30_000)

  it.each([
    ['values that are absent', 'valor is null'],
    [
      'values a hundred times too large',
      "id_variable in (select id_variable from seguimiento.variable where unidad = '%') and valor > 100",
    ],
    ['remarks with blanks behind them', 'observacion <> trim(observacion)'],
    ['remarks that say N/I', "observacion = 'N/I'"],
    ['remarks that are blank', "observacion = ''"],
    [
      'values of periods without a month',
      'id_periodo in (select id_periodo from seguimiento.periodo where mes is null)',
    ],
    [
      'values that were written at an instant that nobody knows',
      "fecha_actualizacion < '1901-01-01'",
    ],
    ['corrections that came late', "observacion = 'Corregido por la EPSA'"],
  ])('has %s', async (_, condition) => {
    expect(await count(`seguimiento.valor_variable where ${condition}`)).toBeGreaterThan(0)
  })

  it('has bursts of values of several EPSAs that bear the same instant', async () => {
    const bursts = `(select from seguimiento.valor_variable where fecha_actualizacion > '1901-01-01'
      group by fecha_actualizacion having count(distinct id_epsa) > 2) as b`

    expect(await count(bursts)).toBeGreaterThan(10)
  })

  it('has an index on the instant', async () => {
    const { rows } = await sample.pool.query<{ definition: string }>(
      `select indexdef as definition from pg_indexes
       where schemaname = 'seguimiento' and tablename = 'valor_variable'`,
    )

    expect(rows.map(({ definition }) => definition)).toContainEqual(
      expect.stringMatching(/\(fecha_actualizacion\)$/),
    )
  })
})

describe('changeSample on the time series', () => {
  const change = (seed: number, changedAt: Date, more = {}) =>
    changeSample({ url: sample.url, seed, ...counts, changedAt, ...more })
  const totalOf = (rows: number, part: number) => Math.floor(rows * part)

  it('takes its share of each count, rounded down', async () => {
    await load(4_000)
    const { tables } = await change(1, new Date('2026-01-01T00:00:00Z'), { seguimientoShare: 0.25 })

    expect(tables.get('valor_variable')).toEqual({
      inserts: totalOf(counts.inserts, 0.25),
      updates: totalOf(counts.updates, 0.25),
      deletes: totalOf(counts.deletes, 0.25),
    })
  })

  it('lets what it writes bear its instant, and nothing else', async () => {
    await load(4_000)
    const changedAt = new Date('2026-02-03T04:05:06.789Z')
    await change(2, changedAt, { seguimientoShare: 1 })

    expect(
      await count(
        `seguimiento.valor_variable where fecha_actualizacion = '${changedAt.toISOString()}'`,
      ),
    ).toBe(counts.inserts + counts.updates)
    expect(
      await count(
        `seguimiento.valor_variable where fecha_actualizacion > '${changedAt.toISOString()}'`,
      ),
    ).toBe(0)
  })

  it('takes the clock of the source when no instant is given', async () => {
    await load(4_000)
    const { rows } = await sample.pool.query<{ before: Date }>('select clock_timestamp() as before')
    await changeSample({ url: sample.url, seed: 3, ...counts, seguimientoShare: 1 })

    const { rows: written } = await sample.pool.query<{ written: number }>(
      `select count(*)::integer as written from seguimiento.valor_variable
       where fecha_actualizacion between $1 and clock_timestamp()`,
      [rows[0]?.before],
    )
    expect(written[0]?.written).toBe(counts.inserts + counts.updates)
  })

  it('adds values to the newest period, and opens the next one when it is complete', async () => {
    await load(4_000)
    const opened = async () => await count('seguimiento.periodo')
    const before = await opened()
    const inserts = 5_000

    const { tables } = await changeSample({
      url: sample.url,
      seed: 4,
      inserts,
      updates: 0,
      deletes: 0,
      seguimientoShare: 1,
    })

    const periods = (await opened()) - before
    expect(periods).toBeGreaterThan(1)
    expect(tables.get('periodo')?.inserts).toBe(periods)
    expect(tables.get('valor_variable')?.inserts).toBe(inserts - periods)
  })

  it('lets no EPSA go that reports values', async () => {
    await load(4_000)
    const reporting = '(select distinct id_epsa from seguimiento.valor_variable) as r'
    const before = await count(reporting)

    const { tables } = await changeSample({
      url: sample.url,
      seed: 5,
      inserts: 0,
      updates: 0,
      deletes: 4_000,
      seguimientoShare: 0,
    })

    expect(tables.get('epsa')?.deletes).toBeGreaterThan(10)
    expect(await count(reporting)).toBe(before)
  })

  it.each([
    ['more values to go than there are', { deletes: 200_000 }, 'has only 4000 values'],
    ['a share above 1', { seguimientoShare: 1.5 }, 'from 0 to 1, not 1.5'],
  ])('changes nothing for %s', async (_, asked, reason) => {
    await load(4_000)
    const before = await tableDigests(sample.pool)

    await expect(change(6, new Date(), { seguimientoShare: 1, ...asked })).rejects.toThrow(reason)

    expect(await tableDigests(sample.pool)).toEqual(before)
  })

  it('cannot add values to a sample in which no EPSA reports any', async () => {
    await load(0)
    await expect(
      changeSample({ url: sample.url, seed: 1, inserts: 2, updates: 0, deletes: 0 }),
    ).rejects.toThrow('The sample has no EPSA that reports values')
  })
})

describe('provideSample', () => {
  it('gives a sample that has no time series one, and leaves the rest as it is', async () => {
    await load(100)
    await sample.pool.query('drop schema seguimiento cascade')
    await sample.pool.query("update epsa set sigla_epsa = 'CHANGED' where id_epsa < 20")
    const epsas = await count("epsa where sigla_epsa = 'CHANGED'")
    const name = new URL(sample.url).pathname.slice(1)

    const url = await provideSample({ adminUrl: testServerUrls().databaseUrl, name })

    expect(url).toBe(sample.url)
    expect(await count('seguimiento.valor_variable')).toBe(72_000)
    expect(await count("epsa where sigla_epsa = 'CHANGED'")).toBe(epsas)

    await sample.pool.query('delete from seguimiento.valor_variable where id_periodo < 20')
    const left = await count('seguimiento.valor_variable')
    await provideSample({ adminUrl: testServerUrls().databaseUrl, name })
    expect(await count('seguimiento.valor_variable')).toBe(left)
  }, 60_000)
})
