import { Type } from '@sinclair/typebox'
import { connectionVariable, type Dataset } from '@aaps-data/catalog'
import { loadConfig, secretText, type Environment } from '@aaps-data/runtime'
import { guardSampleSource } from '@aaps-data/siirays'
import { createPostgresSource, type Source } from '@aaps-data/sources'

/**
 * The source of one dataset. Nothing is connected yet. A sample is read only for a target that
 * this product made. Throws `CONFIG_INVALID` when the connection's variable is missing.
 */
export function openSource(
  { source: { connection } }: Dataset,
  { env, targetUrl }: { readonly env: Environment; readonly targetUrl: string },
): Source {
  const variable = connectionVariable(connection)
  const description = 'the URL of the source, as the dataset names it'
  const urls: Readonly<Record<string, string>> = loadConfig(
    Type.Object({ [variable]: secretText({ description }) }),
    env,
  )
  const sourceUrl = urls[variable] ?? ''
  const source = createPostgresSource({ name: connection, url: sourceUrl })
  return guardSampleSource(source, { sourceUrl, targetUrl })
}
