import type { Dataset } from './dataset.ts'

/** Name of the environment variable that holds a connection's URL: `siirays` gives `SOURCE_SIIRAYS_URL`. */
export function connectionVariable(connection: string): string {
  return `SOURCE_${connection.toUpperCase()}_URL`
}

/** The variables that hold the URLs of the datasets' sources, each once. */
export function connectionVariables(datasets: Iterable<Dataset>): ReadonlySet<string> {
  return new Set([...datasets].map(({ source }) => connectionVariable(source.connection)))
}
