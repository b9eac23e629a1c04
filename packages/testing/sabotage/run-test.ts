import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { judgeReport, type JestReport, type TestEnd } from './judge-report.ts'
import type { Mutant } from './mutant.ts'

/** Runs the one test of a mutant in `directory`, on the servers that the environment names. */
export function runTest(directory: string, { test, testName }: Mutant): TestEnd {
  const jest = join('node_modules', 'jest', 'bin', 'jest.js')
  const { stdout } = spawnSync(
    process.execPath,
    [jest, test, '--testNamePattern', testName, '--json', '--ci', '--forceExit'],
    { cwd: directory, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, timeout: 180_000 },
  )
  const start = stdout.indexOf('{"numFailedTestSuites"')
  if (start === -1) return 'not run'
  return judgeReport(JSON.parse(stdout.slice(start)) as JestReport, testName)
}
