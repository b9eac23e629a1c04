/** Runs once before the integration and e2e tests: gives them servers to work on. */
// Jest's contract asks for a default export.
export default function setUp(): void {
  for (const name of ['TEST_DATABASE_URL', 'TEST_AMQP_URL', 'TEST_AMQP_MANAGEMENT_URL']) {
    if (!process.env[name]) throw new Error(`${name} is not set`)
  }
}
