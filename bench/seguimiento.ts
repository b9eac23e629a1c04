import { createSampleDatabase, datasetsDirectory, loadSample } from '@aaps-data/siirays'
import { parseArgs } from 'node:util'
import { measureBar } from './bars.ts'
import { startBenchStack, type BenchStack } from './bench-stack.ts'
import { createTables } from './create-tables.ts'
import { writeReport } from './report.ts'
import { describeSeconds, median } from './statistics.ts'

const newRows = 1_000

/**
 * Loads the time series of the sample SIIRAyS through the real scheduler, broker and worker, a
 * tenth of it first and then all, and reads on from there each time that rows were added.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '10000000' },
      rounds: { type: 'string', default: '7' },
      json: { type: 'string' },
    },
  })
  const rows = Number(values.rows)
  const tenth = await loadAndReadOn({ rows: rows / 10, rounds: 0 })
  const whole = await loadAndReadOn({ rows, rounds: Number(values.rounds) })
  writeReport(
    {
      bench: 'seguimiento',
      lines: [
        ['rows, rounds', `${rows}, ${values.rounds}`],
        [`full load of ${rows / 10} rows`, `${tenth.fullSeconds.toFixed(1)} s`],
        [`full load of ${rows} rows`, `${whole.fullSeconds.toFixed(1)} s`],
        [`incremental, ${newRows} new rows`, describeSeconds(whole.incremental)],
        ['peak memory of the worker', `${whole.peakMib.toFixed(0)} MiB`],
      ],
      measurements: {
        tenth: [tenth.fullSeconds],
        whole: [whole.fullSeconds],
        incremental: whole.incremental,
      },
      bars: [
        measureBar('seguimiento.growth-ratio', whole.fullSeconds / tenth.fullSeconds),
        measureBar('seguimiento.worker-peak-mib', whole.peakMib),
        measureBar('seguimiento.incremental-seconds', median(whole.incremental)),
      ],
    },
    values.json,
  )
}

async function loadAndReadOn({
  rows,
  rounds,
}: {
  readonly rows: number
  readonly rounds: number
}): Promise<{
  readonly fullSeconds: number
  readonly incremental: readonly number[]
  readonly peakMib: number
}> {
  const stack = await startBenchStack()
  try {
    const url = await stack.databaseUrl('bench_target')
    const sample = await createSampleDatabase({ adminUrl: url, name: 'bench_siirays' })
    await loadSample({ url: sample.url, scale: 1, seed: 1, seguimientoRows: rows })
    await createTables(url, datasetsDirectory)
    await stack.query('bench_siirays', 'vacuum analyze')
    stack.startServices({ SOURCE_SIIRAYS_URL: sample.url })

    const fullSeconds = await stack.runSeconds('seguimiento')
    const incremental: number[] = []
    for (let round = 1; round <= rounds; round += 1) {
      await addRows(stack)
      incremental.push(await stack.runSeconds('seguimiento'))
    }
    await requireIncremental(stack, rounds)
    return { fullSeconds, incremental, peakMib: stack.workerPeakMib() }
  } finally {
    await stack.stop()
  }
}

/** Reports of one more period, as many as it takes. */
async function addRows(stack: BenchStack): Promise<void> {
  const period = `select max(id_periodo) from seguimiento.periodo`
  await stack.query(
    'bench_siirays',
    `insert into seguimiento.periodo (id_periodo, gestion) select max(id_periodo) + 1, 2027
     from seguimiento.periodo`,
  )
  await stack.query(
    'bench_siirays',
    `insert into seguimiento.valor_variable (id_epsa, id_periodo, id_variable, valor)
     select e.id_epsa, (${period}), v.id_variable, 1 from public.epsa as e, seguimiento.variable as v
     limit ${newRows}`,
  )
}

async function requireIncremental(stack: BenchStack, rounds: number): Promise<void> {
  const found = await stack.query<{ inserted: string }>(
    'bench_target',
    `select t.inserted from sync.receipt_tables as t join sync.receipts as r using (run_id)
     where r.mode = 'incremental' and t.table_name = 'valor_variable'
       and t.inserted = ${newRows}`,
  )
  if (found.length !== rounds) throw new Error(`Of ${rounds} runs ${found.length} read on`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})
