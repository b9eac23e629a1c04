import { stopTestServers } from './test-servers.ts'

/** Runs once after the integration and end-to-end tests, also when some failed. */
// eslint-disable-next-line no-restricted-syntax -- Jest's contract asks for a default export.
export default async function tearDown(): Promise<void> {
  await stopTestServers()
}
