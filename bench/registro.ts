import { parseArgs } from 'node:util'
import { measureBar } from './bars.ts'
import { startBenchStack } from './bench-stack.ts'
import { prepareRegistro } from './prepare-registro.ts'
import { writeReport } from './report.ts'
import { describeSeconds, median } from './statistics.ts'

/**
 * Synchronises the sample SIIRAyS, all tables and the documents, through the real scheduler, broker
 * and worker: once into an empty target, then unchanged, from the request to the ledger's end.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '7' },
      json: { type: 'string' },
    },
  })
  const stack = await startBenchStack()
  try {
    const sourceUrl = await prepareRegistro(stack, Number(values.scale))
    stack.startServices({ SOURCE_SIIRAYS_URL: sourceUrl })

    const full = await stack.runSeconds('registro')
    // What autovacuum does within a minute of a load: the rows' hint bits are its business.
    await stack.query('bench_target', 'vacuum analyze')
    const unchanged: number[] = []
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      await stack.query('bench_target', 'checkpoint')
      unchanged.push(await stack.runSeconds('registro'))
    }
    const peakMib = stack.workerPeakMib()
    writeReport(
      {
        bench: 'registro',
        lines: [
          ['scale, rounds', `${values.scale}, ${values.rounds}`],
          ['full load into an empty target', `${full.toFixed(2)} s`],
          ['unchanged', describeSeconds(unchanged)],
          ['peak memory of the worker', `${peakMib.toFixed(0)} MiB`],
        ],
        measurements: { full: [full], unchanged },
        bars: [measureBar('registro.unchanged-seconds', median(unchanged))],
      },
      values.json,
    )
  } finally {
    await stack.stop()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})
