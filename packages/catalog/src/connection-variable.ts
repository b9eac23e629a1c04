/** Name of the environment variable that holds a connection's URL: `siirays` gives `SOURCE_SIIRAYS_URL`. */
export function connectionVariable(connection: string): string {
  return `SOURCE_${connection.toUpperCase()}_URL`
}
