import { expect } from '@jest/globals'
import { relationOf, type Dataset, type SourceTable, type Table } from '@aaps-data/catalog'
import { pinnedFormats } from '@aaps-data/contracts'
import type { Receipt } from '@aaps-data/ledger'
import type { TestDatabase } from '@aaps-data/testing'
import pg from 'pg'
import type { SyncWorld } from './sync-world.ts'

/** What a run did to a table. */
export interface Written {
  readonly inserted?: number
  readonly updated?: number
  readonly deleted?: number
}

/** Expects each table of the target to hold what the source holds, by text and by binary form. */
export async function expectSameRows(world: SyncWorld, dataset: Dataset): Promise<void> {
  for (const table of sourceTables(dataset)) {
    const inSource = await readRows(world.source, sourceRelation(table), sourceColumns(table))
    const inTarget = await readRows(world.target, targetRelation(dataset, table), columns(table))
    expect({ table: table.name, rows: inTarget }).toEqual({ table: table.name, rows: inSource })
  }
}

/**
 * Runs, expects the target to be as the source and each table to have been written as `written`
 * says (those it leaves out not at all), then expects a further run to leave every row version of
 * the target alone.
 */
export async function expectCarried(
  world: SyncWorld,
  dataset: Dataset,
  written: Readonly<Record<string, Written>>,
): Promise<Receipt> {
  const receipt = await world.run({ dataset })
  expect(countsOf(receipt)).toEqual(expectedCounts(dataset, written))
  await expectSameRows(world, dataset)

  const before = await rowVersions(world, dataset)
  const again = await world.run({ dataset })
  expect(countsOf(again)).toEqual(expectedCounts(dataset, {}))
  expect(await rowVersions(world, dataset)).toEqual(before)
  return receipt
}

function countsOf({ tables }: Receipt): Readonly<Record<string, Written>> {
  return Object.fromEntries(
    tables.map(({ table, inserted, updated, deleted }) => [table, { inserted, updated, deleted }]),
  )
}

function expectedCounts(
  { tables }: Dataset,
  written: Readonly<Record<string, Written>>,
): Readonly<Record<string, Written>> {
  const none = { inserted: 0, updated: 0, deleted: 0 }
  return Object.fromEntries(tables.map(({ name }) => [name, { ...none, ...written[name] }]))
}

/** Where each row is and which transaction wrote it: what a run that writes nothing leaves alone. */
export async function rowVersions(world: SyncWorld, dataset: Dataset): Promise<unknown> {
  const versions: Record<string, unknown> = {}
  for (const table of dataset.tables) {
    versions[table.name] = await world.inTarget(
      `select tableoid::text, ctid::text, xmin::text from ${targetRelation(dataset, table)} order by 1, 2`,
    )
  }
  return versions
}

async function readRows(
  database: TestDatabase,
  relation: string,
  names: readonly string[],
): Promise<readonly unknown[]> {
  const list = names.map((name) => pg.escapeIdentifier(name)).join(', ')
  const client = await database.pool.connect()
  try {
    for (const [name, value] of Object.entries(pinnedFormats)) {
      await client.query('select set_config($1, $2, false)', [name, value])
    }
    const { rows } = await client.query<{ line: string; image: string }>(
      `select case when octet_length(r.line) < 2000 then r.line else md5(r.line) end as line, image
       from (select row(${list})::text as line, md5(record_send(row(${list}))) as image
             from ${relation}) as r
       order by r.line collate "C"`,
    )
    return rows
  } finally {
    client.release(true)
  }
}

function sourceTables({ tables }: Dataset): readonly SourceTable[] {
  return tables.filter((table) => table.kind === 'source')
}

function sourceRelation(table: SourceTable): string {
  const { schema, relation } = relationOf(table)
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(relation)}`
}

/** The target's table, qualified and quoted. */
export function targetRelation({ target }: Dataset, { name }: Table): string {
  return `${pg.escapeIdentifier(target.schema)}.${pg.escapeIdentifier(name)}`
}

function sourceColumns(table: SourceTable): readonly string[] {
  return table.columns.map((column) => column.source)
}

function columns(table: Table): readonly string[] {
  return table.columns.map((column) => column.name)
}
