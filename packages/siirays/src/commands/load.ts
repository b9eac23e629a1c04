import { join } from 'node:path'
import { loadSample } from '../sample/load-sample.ts'
import { readNumbers } from './read-numbers.ts'
import { sampleUrl } from './sample-url.ts'

async function main(): Promise<void> {
  const url = sampleUrl(process.env, join(__dirname, '..', '..', '..', '..'))
  const {
    scale,
    seed,
    'seguimiento-rows': seguimientoRows,
  } = readNumbers(process.argv.slice(2), { scale: 1, seed: 1, 'seguimiento-rows': undefined })
  const { rows } = await loadSample({ url, scale, seed, seguimientoRows })
  const total = [...rows.values()].reduce((sum, count) => sum + count, 0)
  console.log(`Loaded ${total} rows into ${rows.size} tables (scale ${scale}, seed ${seed}).`)
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
