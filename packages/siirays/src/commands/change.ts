import { join } from 'node:path'
import { changeSample } from '../change/change-sample.ts'
import { readNumbers } from './read-numbers.ts'
import { sampleUrl } from './sample-url.ts'

async function main(): Promise<void> {
  const url = sampleUrl(process.env, join(__dirname, '..', '..', '..', '..'))
  const { 'seguimiento-share': seguimientoShare, ...options } = readNumbers(process.argv.slice(2), {
    inserts: 5,
    updates: 20,
    deletes: 5,
    seed: 1,
    'seguimiento-share': 0.5,
  })
  const { tables } = await changeSample({ url, seguimientoShare, ...options })
  console.table(Object.fromEntries([...tables].sort()))
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
