import { provideTestProgram } from './test-program.ts'
import { startTestServers } from './test-servers.ts'

/** Runs once before the end-to-end tests: gives them servers and a browser. */
// eslint-disable-next-line no-restricted-syntax -- Jest's contract asks for a default export.
export default async function setUp(): Promise<void> {
  await Promise.all([startTestServers(process.env), provideTestProgram('chromium', process.env)])
}
