import { readFileSync } from 'node:fs'

// Prints "N passed, N failed" from jest's JSON report and the number of steps that failed.

const [, , reportFile, failedSteps] = process.argv

function countTests(text) {
  if (text === '') return { passed: 0, failed: 0 }
  const report = JSON.parse(text)
  // A file that could not be run has no failed test of its own; a skipped test is not a pass.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + report.numPendingTests
  return { passed: report.numPassedTests, failed }
}

const { passed, failed } = countTests(readFileSync(reportFile, 'utf8'))
const allFailed = failed + Number(failedSteps)
console.log(`${passed} passed, ${allFailed} failed`)
process.exit(allFailed === 0 && passed > 0 ? 0 : 1)
