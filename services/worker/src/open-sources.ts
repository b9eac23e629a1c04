import { Type } from '@sinclair/typebox'
import { connectionVariable, type Catalog } from '@aaps-data/catalog'
import { loadConfig, secretText, type Environment } from '@aaps-data/runtime'
import { createPostgresSource, type Source } from '@aaps-data/sources'

/**
 * The sources that the catalog names, by connection. Nothing is connected yet. Throws
 * `CONFIG_INVALID` that lists every connection whose variable is missing.
 */
export function openSources(catalog: Catalog, env: Environment): ReadonlyMap<string, Source> {
  const connections = new Set([...catalog.values()].map(({ source }) => source.connection))
  const variables = [...connections].map((connection) => connectionVariable(connection))
  const description = 'the URL of the source, as the datasets name it'
  const urls: Readonly<Record<string, string>> = loadConfig(
    Type.Object(Object.fromEntries(variables.map((name) => [name, secretText({ description })]))),
    env,
  )
  return new Map(
    [...connections].map((connection) => [
      connection,
      createPostgresSource({ name: connection, url: urls[connectionVariable(connection)] ?? '' }),
    ]),
  )
}
