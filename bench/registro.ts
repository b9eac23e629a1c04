import { loadCatalog } from '@aaps-data/catalog'
import { createTargetDatabase, migrateTarget } from '@aaps-data/engine'
import { connectLedger, migrateLedger } from '@aaps-data/ledger'
import { createSampleDatabase, datasetsDirectory, loadSample } from '@aaps-data/siirays'
import { parseArgs } from 'node:util'
import { measureBar } from './bars.ts'
import { startBenchStack } from './bench-stack.ts'
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
    const url = await stack.databaseUrl('bench_target')
    const sample = await createSampleDatabase({ adminUrl: url, name: 'bench_siirays' })
    await loadSample({ url: sample.url, scale: Number(values.scale), seed: 1 })
    const ledger = connectLedger({ url, applicationName: 'bench' })
    await migrateLedger(ledger)
    await ledger.destroy()
    const target = createTargetDatabase({ url })
    for (const dataset of loadCatalog(datasetsDirectory).values()) {
      await migrateTarget({ target, dataset, apply: true })
    }
    await target.destroy()
    stack.startServices({ SOURCE_SIIRAYS_URL: sample.url })

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
