import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { loadCatalog } from '@aaps-data/catalog'
import { checkDerived, createTargetDatabase } from '@aaps-data/engine'
import { datasetsDirectory, loadSample } from '../src/index.ts'
import { createTestSample, type TestSample } from './test-sample.ts'

let sample: TestSample

beforeAll(async () => {
  sample = await createTestSample()
  await loadSample({ url: sample.url, scale: 0.01, seed: 1 })
})

afterAll(async () => {
  await sample.drop()
})

const dataset = loadCatalog(datasetsDirectory).get('registro')
const tables = (dataset?.tables ?? []).filter((table) => table.kind === 'source')

describe('dataset registro', () => {
  it('maps every column of the source, in its order', async () => {
    const { rows } = await sample.pool.query<{ table: string; columns: readonly string[] }>(
      `select table_name as table, array_agg(column_name::text order by ordinal_position) as columns
       from information_schema.columns where table_schema = 'public' group by table_name`,
    )

    expect(
      new Map(tables.map(({ name, columns }) => [name, columns.map(({ source }) => source)])),
    ).toEqual(new Map(rows.map(({ table, columns }) => [table, columns])))
  })

  it('has the keys and the references of the source', async () => {
    const { rows } = await sample.pool.query<{ constraint: string }>(
      `select conrelid::regclass || ' ' || pg_get_constraintdef(oid) as constraint
       from pg_constraint where connamespace = 'public'::regnamespace and contype in ('p', 'f')`,
    )
    const declared = tables.flatMap(({ name, key, references }) => [
      ...(key.length > 0 ? [`${name} PRIMARY KEY (${key.join(', ')})`] : []),
      ...references.map(
        ({ columns, table, foreignColumns }) =>
          `${name} FOREIGN KEY (${columns.join(', ')}) REFERENCES ${table}(${foreignColumns.join(', ')})`,
      ),
    ])

    expect(declared.sort()).toEqual(rows.map(({ constraint }) => constraint).sort())
  })

  it('derives documents that are the same while the rows are', async () => {
    if (dataset === undefined) throw new Error('There is no dataset registro')
    const target = createTargetDatabase({ url: sample.url })
    try {
      expect(await checkDerived({ target, dataset })).toEqual([])
    } finally {
      await target.destroy()
    }
  })
})
