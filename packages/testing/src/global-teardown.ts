/** Runs once after the integration and e2e tests. */
// Jest's contract asks for a default export.
export default function tearDown(): void {
  return
}
