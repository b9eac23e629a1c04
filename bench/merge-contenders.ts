import { join } from 'node:path'
import type { BenchStack } from './bench-stack.ts'
import { createTables } from './create-tables.ts'
import { serieColumns } from './merge-source.ts'
import { preparePsqlMerge } from './psql-merge.ts'

/** Somebody who brings a target up to date with the source. */
export interface Contender {
  readonly database: string
  /** The relation of the target. */
  readonly relation: string
  /** Gives the seconds that it took. */
  run(): Promise<number>
}

const makePsqlTables = `
  create table serie (id bigint primary key, codigo_epsa text, periodo date, variable integer,
    valor numeric(14,2), unidad text, actualizado timestamptz);
  create unlogged table staging (like serie)`

/** As `ours`: with the defaults; without digests that end a run; without a kept change. */
const ourRelations = {
  ours: 'serie',
  'ours, by delta': 'serie_delta',
  'ours, no change log': 'serie_callada',
} as const

export type ContenderName = keyof typeof ourRelations | 'psql'

/** Prepares scheduler, broker and worker with three datasets, and psql with a table of its own. */
export async function prepareContenders(
  stack: BenchStack,
  sourceUrl: string,
): Promise<Readonly<Record<ContenderName, Contender>>> {
  const url = await stack.databaseUrl('bench_target')
  const catalogDirectory = join(__dirname, 'datasets')
  await createTables(url, catalogDirectory)
  stack.startServices({ CATALOG_DIR: catalogDirectory, SOURCE_BENCH_URL: sourceUrl })
  const ours = (dataset: string): Contender => ({
    database: 'bench_target',
    relation: `bench.${dataset}`,
    run: () => stack.runSeconds(dataset),
  })
  return {
    ours: ours(ourRelations.ours),
    'ours, by delta': ours(ourRelations['ours, by delta']),
    'ours, no change log': ours(ourRelations['ours, no change log']),
    psql: await preparePsql(stack, sourceUrl),
  }
}

async function preparePsql(stack: BenchStack, sourceUrl: string): Promise<Contender> {
  const targetUrl = await stack.databaseUrl('bench_psql')
  await stack.query('bench_psql', makePsqlTables)
  const run = await preparePsqlMerge({
    sourceUrl,
    targetUrl,
    relation: 'serie',
    key: 'id',
    columns: serieColumns,
  })
  return { database: 'bench_psql', relation: 'serie', run }
}
