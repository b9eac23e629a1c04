import { stripVTControlCharacters } from 'node:util'

/**
 * How the one test of a mutant ended. Only `failed` says that the test noticed something; one that
 * `broke` met an error that nobody expected, in a hook or in itself, as any broken code makes.
 */
export type TestEnd = 'passed' | 'failed' | 'broke' | 'not run'

/** The part of Jest's report in JSON that is looked at. */
export interface JestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

/** An expectation, the test's own timeout, a wait in vain, or a property with a counterexample. */
const noticed =
  /^(?:\w*Error: )?(?:expect[.(]|.*Exceeded timeout of .* for a test|Waited \d+ ms in vain for|Property failed after)/

/** Finds in Jest's report how the one test ended whose full name holds `testName`. */
export function judgeReport({ testResults }: JestReport, testName: string): TestEnd {
  const [result, ...others] = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName, status }) => fullName.includes(testName) && status !== 'pending')
  if (result === undefined || others.length > 0) return 'not run'
  if (result.status === 'passed') return 'passed'
  if (result.status !== 'failed') return 'not run'
  const messages = result.failureMessages.map(stripVTControlCharacters)
  return noticed.test(messages[0] ?? '') ? 'failed' : 'broke'
}
