import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureBar } from './bars.ts'
import { startBenchStack, type BenchStack } from './bench-stack.ts'
import { createTables } from './create-tables.ts'
import { preparePsqlMerge } from './psql-merge.ts'
import { writeReport } from './report.ts'
import { describeSeconds, median } from './statistics.ts'

const columns = ['id', 'codigo_epsa', 'periodo', 'variable', 'valor', 'unidad', 'actualizado']

const makeSeries = (rows: number) => `
  create table serie (id bigint primary key, codigo_epsa text, periodo date, variable integer,
    valor numeric(14,2), unidad text, actualizado timestamptz);
  insert into serie select i, 'EPSA-' || lpad((i % 4000)::text, 4, '0'), date '2015-01-01' + i % 3650,
    i % 40, (i::bigint * 7919 % 10000000) / 100.0, 'unidad ' || i % 17, timestamptz '2020-01-01' + i * interval '90 s'
  from generate_series(1, ${rows}) as i;
  vacuum analyze serie`

const seriesWithPsql = `
  create table serie (id bigint primary key, codigo_epsa text, periodo date, variable integer,
    valor numeric(14,2), unidad text, actualizado timestamptz);
  create unlogged table staging (like serie)`

/**
 * Merges a large table through the real scheduler, broker and worker, and with psql alone, in
 * turns: a full load into an empty target, then the same again with nothing changed.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '5' },
      json: { type: 'string' },
    },
  })
  const rows = Number(values.rows)
  const rounds = Number(values.rounds)
  const stack = await startBenchStack()
  try {
    const sourceUrl = await prepareSource(stack, rows)
    const runOurs = await prepareOurs(stack, sourceUrl)
    const runPsql = await preparePsql(stack, sourceUrl)
    const contenders = [
      { name: 'ours', database: 'bench_target', relation: 'bench.serie', run: runOurs },
      { name: 'psql', database: 'bench_psql', relation: 'serie', run: runPsql },
    ] as const
    const seconds = {
      'ours full': [] as number[],
      'psql full': [] as number[],
      'ours unchanged': [] as number[],
      'psql unchanged': [] as number[],
    }
    const walMegabytes: number[] = []
    for (let round = 1; round <= rounds; round += 1) {
      // Whoever goes first in one round goes last in the next.
      const order = round % 2 === 1 ? contenders : contenders.toReversed()
      for (const { name, database, relation, run } of order) {
        await stack.query(database, `truncate ${relation}`)
        await stack.query(database, 'checkpoint')
        seconds[`${name} full`].push(await run())
        await requireRows(stack, database, relation, rows)
      }
      for (const { name, database, relation, run } of order) {
        // What autovacuum does within a minute of a load: the rows' hint bits are its business.
        await stack.query(database, `vacuum analyze ${relation}`)
        await stack.query(database, 'checkpoint')
        const before = await walPosition(stack)
        seconds[`${name} unchanged`].push(await run())
        if (name === 'ours') walMegabytes.push((await walPosition(stack)) - before)
        await requireRows(stack, database, relation, rows)
      }
      process.stderr.write(`  round ${round} of ${rounds} done\n`)
    }
    const ratio = (what: 'full' | 'unchanged') =>
      median(seconds[`ours ${what}`]) / median(seconds[`psql ${what}`])
    const peakMib = stack.workerPeakMib()
    writeReport(
      {
        bench: 'merge',
        lines: [
          [`rows, rounds`, `${rows}, ${rounds}`],
          ['full load, ours', describeSeconds(seconds['ours full'])],
          ['full load, psql', describeSeconds(seconds['psql full'])],
          ['unchanged, ours', describeSeconds(seconds['ours unchanged'])],
          ['unchanged, psql', describeSeconds(seconds['psql unchanged'])],
          ['log written by an unchanged run', `${median(walMegabytes).toFixed(3)} MB`],
          ['peak memory of the worker', `${peakMib.toFixed(0)} MiB`],
        ],
        measurements: { ...seconds, walMegabytes },
        bars: [
          measureBar('merge.full-load-ratio', ratio('full')),
          measureBar('merge.unchanged-ratio', ratio('unchanged')),
          measureBar('merge.worker-peak-mib', peakMib),
          measureBar('merge.unchanged-wal-mb', median(walMegabytes)),
        ],
      },
      values.json,
    )
  } finally {
    await stack.stop()
  }
}

async function prepareSource(stack: BenchStack, rows: number): Promise<string> {
  const url = await stack.databaseUrl('bench_source')
  for (const statement of makeSeries(rows).split(';')) await stack.query('bench_source', statement)
  return url
}

async function prepareOurs(stack: BenchStack, sourceUrl: string): Promise<() => Promise<number>> {
  const url = await stack.databaseUrl('bench_target')
  const catalogDirectory = join(__dirname, 'datasets')
  await createTables(url, catalogDirectory)
  stack.startServices({ CATALOG_DIR: catalogDirectory, SOURCE_BENCH_URL: sourceUrl })
  return () => stack.runSeconds('serie')
}

async function preparePsql(stack: BenchStack, sourceUrl: string): Promise<() => Promise<number>> {
  const targetUrl = await stack.databaseUrl('bench_psql')
  await stack.query('bench_psql', seriesWithPsql)
  return preparePsqlMerge({ sourceUrl, targetUrl, relation: 'serie', key: 'id', columns })
}

async function walPosition(stack: BenchStack): Promise<number> {
  const [row] = await stack.query<{ bytes: string }>(
    'bench_target',
    `select pg_current_wal_insert_lsn() - '0/0' as bytes`,
  )
  return Number(row?.bytes) / 1_000_000
}

async function requireRows(
  stack: BenchStack,
  database: string,
  relation: string,
  rows: number,
): Promise<void> {
  const [row] = await stack.query<{ found: string }>(
    database,
    `select count(*) as found from ${relation}`,
  )
  if (Number(row?.found) !== rows) throw new Error(`${relation} has ${row?.found} of ${rows} rows`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})
