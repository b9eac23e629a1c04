import { join } from 'node:path'
import { startTestServers, stopTestServers } from '../src/test-servers.ts'
import { mutants } from './mutants.ts'
import { runTest } from './run-test.ts'
import { createWorkingCopy } from './working-copy.ts'

/**
 * Breaks one guarantee at a time in a copy of the repository and expects the test that is named for
 * it to fail: a test that passes on broken code proves nothing. Each test has to pass unbroken
 * first. `npm run sabotage -- fence` does only the mutants whose names hold the word.
 */
async function main(): Promise<void> {
  const words = process.argv.slice(2)
  const chosen = mutants.filter(({ name }) => words.every((word) => name.includes(word)))
  const repository = join(__dirname, '..', '..', '..')
  // The copy shares what was fetched, instead of fetching it again.
  process.env['AAPS_CACHE_DIR'] ??= join(repository, '.local', 'cache')
  await startTestServers(process.env)
  const copy = createWorkingCopy(repository)
  let unnoticed = 0
  try {
    for (const mutant of chosen) {
      const startedMs = performance.now()
      const unbroken = runTest(copy.directory, mutant)
      const undo = copy.edit(mutant.edits)
      const broken = unbroken === 'passed' ? runTest(copy.directory, mutant) : 'not run'
      undo()
      const isNoticed = broken === 'failed'
      if (!isNoticed) unnoticed += 1
      const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0)
      const end = isNoticed ? 'noticed' : `NOT NOTICED (unbroken ${unbroken}, broken ${broken})`
      process.stdout.write(`${end}: ${mutant.name} — «${mutant.testName}» (${seconds} s)\n`)
    }
  } finally {
    copy.remove()
    await stopTestServers()
  }
  process.stdout.write(`sabotage: ${chosen.length - unnoticed} of ${chosen.length} noticed\n`)
  if (unnoticed > 0 || chosen.length === 0) process.exitCode = 1
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
