import { Type } from '@sinclair/typebox'
import { connectionVariable, type Catalog } from '@aaps-data/catalog'
import { loadConfig, secretText, type Environment } from '@aaps-data/runtime'
import { guardSampleSource } from '@aaps-data/siirays'
import { createPostgresSource, type Source } from '@aaps-data/sources'

/**
 * The sources that the catalog names, by connection. Nothing is connected yet. A sample is read only
 * for a target that this product made. Throws `CONFIG_INVALID` that lists every connection whose
 * variable is missing.
 */
export function openSources(
  catalog: Catalog,
  { env, targetUrl }: { readonly env: Environment; readonly targetUrl: string },
): ReadonlyMap<string, Source> {
  const connections = new Set([...catalog.values()].map(({ source }) => source.connection))
  const variables = [...connections].map((connection) => connectionVariable(connection))
  const description = 'the URL of the source, as the datasets name it'
  const urls: Readonly<Record<string, string>> = loadConfig(
    Type.Object(Object.fromEntries(variables.map((name) => [name, secretText({ description })]))),
    env,
  )
  return new Map(
    [...connections].map((name) => {
      const sourceUrl = urls[connectionVariable(name)] ?? ''
      const source = createPostgresSource({ name, url: sourceUrl })
      return [name, guardSampleSource(source, { sourceUrl, targetUrl })]
    }),
  )
}
