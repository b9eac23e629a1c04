import { createSampleDatabase, datasetsDirectory, loadSample } from '@aaps-data/siirays'
import type { BenchStack } from './bench-stack.ts'
import { createTables } from './create-tables.ts'

/** Loads the sample SIIRAyS, makes an empty target for it, and gives the address of the sample. */
export async function prepareRegistro(stack: BenchStack, scale: number): Promise<string> {
  const url = await stack.databaseUrl('bench_target')
  const sample = await createSampleDatabase({ adminUrl: url, name: 'bench_siirays' })
  await loadSample({ url: sample.url, scale, seed: 1 })
  await createTables(url, datasetsDirectory)
  return sample.url
}
