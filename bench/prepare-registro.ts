import { loadCatalog } from '@aaps-data/catalog'
import { createTargetDatabase, migrateTarget } from '@aaps-data/engine'
import { connectLedger, migrateLedger } from '@aaps-data/ledger'
import { createSampleDatabase, datasetsDirectory, loadSample } from '@aaps-data/siirays'
import type { BenchStack } from './bench-stack.ts'

/** Loads the sample SIIRAyS, makes an empty target for it, and gives the address of the sample. */
export async function prepareRegistro(stack: BenchStack, scale: number): Promise<string> {
  const url = await stack.databaseUrl('bench_target')
  const sample = await createSampleDatabase({ adminUrl: url, name: 'bench_siirays' })
  await loadSample({ url: sample.url, scale, seed: 1 })
  const ledger = connectLedger({ url, applicationName: 'bench' })
  await migrateLedger(ledger)
  await ledger.destroy()
  const target = createTargetDatabase({ url })
  for (const dataset of loadCatalog(datasetsDirectory).values()) {
    await migrateTarget({ target, dataset, apply: true })
  }
  await target.destroy()
  return sample.url
}
