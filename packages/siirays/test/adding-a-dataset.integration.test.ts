import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { loadCatalog, relationOf } from '@aaps-data/catalog'
import { createTargetDatabase, migrateTarget } from '@aaps-data/engine'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import pg from 'pg'
import { documentSnippets } from './document-snippets.ts'

const snippets = documentSnippets('adding-a-dataset.md')
let directory: string
let database: TestDatabase

function snippet(name: string): string {
  const text = snippets.get(name)
  if (text === undefined) throw new Error(`The page has no block ${name}`)
  return text
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'adding-a-dataset-'))
  for (const name of ['reclamos.yaml', 'reclamos-por-tipo.sql']) {
    writeFileSync(join(directory, name), snippet(name))
  }
  database = await createTestDatabase()
})

afterAll(async () => {
  await database.drop()
  rmSync(directory, { recursive: true })
})

function reclamos() {
  const dataset = loadCatalog(directory).get('reclamos')
  if (dataset === undefined) throw new Error('The page defines another dataset')
  return dataset
}

describe('docs/adding-a-dataset.md', () => {
  it('maps columns that its source has', async () => {
    await database.pool.query(snippet('source'))
    const { rows } = await database.pool.query<{ column: string }>(
      `select table_name || '.' || column_name as column from information_schema.columns
       where table_schema = 'public'`,
    )

    const mapped = reclamos().tables.flatMap((table) =>
      table.kind === 'source'
        ? table.columns.map(({ source }) => `${relationOf(table).relation}.${source}`)
        : [],
    )

    expect(mapped.sort()).toEqual(rows.map(({ column }) => column).sort())
  })

  it('grants what its role needs', async () => {
    const role = `lector_${database.name}`
    await database.pool.query(`create role ${pg.escapeIdentifier(role)}`)
    try {
      await expect(
        database.pool.query(snippet('grants').replaceAll('aaps_lector', pg.escapeIdentifier(role))),
      ).resolves.toBeDefined()
    } finally {
      await database.pool.query(`drop owned by ${pg.escapeIdentifier(role)}`)
      await database.pool.query(`drop role ${pg.escapeIdentifier(role)}`)
    }
  })

  it('defines tables that the target takes and a query that yields their rows', async () => {
    const dataset = reclamos()
    const target = createTargetDatabase({ url: database.url })
    try {
      await migrateTarget({ target, dataset, apply: true })
      expect(await migrateTarget({ target, dataset, apply: true })).toMatchObject({
        steps: [],
        faults: [],
      })
    } finally {
      await target.destroy()
    }
    const derived = dataset.tables.find((table) => table.kind === 'derived')
    const client = await database.pool.connect()
    try {
      await client.query('set search_path = reclamos')
      await client.query(`
        insert into tipo_reclamo values (1, 'FUGA');
        insert into reclamo values (1, 1, '2026-01-31', 10.50), (2, 1, null, 0.25), (3, null, null, null)`)
      await client.query(`insert into reclamos_por_tipo ${derived?.query ?? ''}`)
      const { rows } = await client.query('select * from reclamos_por_tipo order by 1')

      expect(rows).toEqual([
        { tipo_reclamo: 'FUGA', reclamos: '2', monto: '10.75' },
        { tipo_reclamo: 'sin tipo', reclamos: '1', monto: null },
      ])
    } finally {
      client.release(true)
    }
  })

  it('shows the fault that the catalog names', () => {
    const broken = mkdtempSync(join(tmpdir(), 'adding-a-dataset-'))
    try {
      const definition = snippet('reclamos.yaml')
        .replace('id_reclamo: integer not null', 'id_reclamo: integer')
        .replace(/\nderived:[\s\S]*/, '\n')
      writeFileSync(join(broken, 'reclamos.yaml'), definition)
      const [path = '', reason = ''] = snippet('fault').trim().split(': ')

      expect(() => loadCatalog(broken)).toThrow(
        expect.objectContaining({
          details: { faults: [expect.objectContaining({ path, reason })] },
        }),
      )
    } finally {
      rmSync(broken, { recursive: true })
    }
  })
})
