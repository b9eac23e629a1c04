/** The command was given words that it cannot follow. The message is for who typed them. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
