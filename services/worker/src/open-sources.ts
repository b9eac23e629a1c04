import { connectionVariables, type Catalog, type Dataset } from '@aaps-data/catalog'
import { loadConfig, sourceUrls, type Environment } from '@aaps-data/runtime'
import { guardSampleSource } from '@aaps-data/siirays'
import { openSources, type Source } from '@aaps-data/sources'

const description = 'the URL of the source, as the datasets name it'

/** The sources of the catalogs that were in force since the worker started. */
export interface CatalogSources {
  /**
   * Opens what a catalog names and no earlier one did, and again those whose limits are others: runs
   * under way keep the source they have. Throws `CONFIG_INVALID` that lists every connection whose
   * variable is missing.
   */
  follow(catalog: Catalog): void
  of(dataset: Dataset): Source | undefined
  close(): Promise<void>
}

/** A sample is read only for a target that this product made. Nothing is connected until a run is. */
export function createCatalogSources({
  env,
  targetUrl,
}: {
  readonly env: Environment
  readonly targetUrl: string
}): CatalogSources {
  const sources = new Map<string, Source>()
  const keyOf = ({ source }: Dataset) => JSON.stringify([source.connection, source.limits])

  return {
    follow(catalog) {
      const added = [...catalog.values()].filter((dataset) => !sources.has(keyOf(dataset)))
      const opened = openSources(added, {
        urls: loadConfig(sourceUrls(connectionVariables(added), { description }), env),
        guard: (source, sourceUrl) => guardSampleSource(source, { sourceUrl, targetUrl }),
        now: () => new Date(),
      })
      for (const dataset of added) {
        const source = opened.get(dataset.source.connection)
        if (source !== undefined) sources.set(keyOf(dataset), source)
      }
    },
    of: (dataset) => sources.get(keyOf(dataset)),
    async close() {
      await Promise.all([...sources.values()].map((source) => source.close()))
    },
  }
}
