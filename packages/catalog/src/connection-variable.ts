import type { Dataset } from './dataset.ts'

/** Name of the environment variable that holds a connection's URL: `siirays` gives `SOURCE_SIIRAYS_URL`. */
export function connectionVariable(connection: string): string {
  return `SOURCE_${connection.toUpperCase()}_URL`
}

/** What a connection leads to, which decides what its URL looks like. */
export type ConnectionKind = 'database' | 'files'

/** The variables that hold the URLs of the datasets' sources, and what each leads to. */
export function connectionVariables(
  datasets: Iterable<Dataset>,
): ReadonlyMap<string, ConnectionKind> {
  return new Map(
    [...datasets].map(({ source: { kind, connection } }) => [
      connectionVariable(connection),
      kind === 'database' ? 'database' : 'files',
    ]),
  )
}
