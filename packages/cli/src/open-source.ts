import { connectionVariables, type Dataset } from '@aaps-data/catalog'
import { loadConfig, sourceUrls, type Environment } from '@aaps-data/runtime'
import { guardSampleSource } from '@aaps-data/siirays'
import { openSources, type Source } from '@aaps-data/sources'

const description = 'the URL of the source, as the dataset names it'

/**
 * The source of one dataset, within its limits. A sample is read only for a target that this product made. Throws
 * `CONFIG_INVALID` when the connection's variable is missing.
 */
export function openSource(
  dataset: Dataset,
  { env, targetUrl }: { readonly env: Environment; readonly targetUrl: string },
): Source {
  const sources = openSources([dataset], {
    urls: loadConfig(sourceUrls(connectionVariables([dataset]), { description }), env),
    guard: (source, sourceUrl) => guardSampleSource(source, { sourceUrl, targetUrl }),
    now: () => new Date(),
  })
  const source = sources.get(dataset.source.connection)
  if (source === undefined) throw new Error(`${dataset.name} has no source`)
  return source
}
