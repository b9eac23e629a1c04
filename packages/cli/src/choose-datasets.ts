import { loadCatalog, type Dataset } from '@aaps-data/catalog'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import { datasetsDirectory } from '@aaps-data/siirays'
import { catalogConfig } from './config.ts'
import { UsageError } from './usage-error.ts'

/**
 * The datasets of these names, all when none is named, as `CATALOG_DIR` defines them. Throws
 * `UsageError` for a name that is not defined, and `CATALOG_INVALID`.
 */
export function chooseDatasets(env: Environment, names: readonly string[]): readonly Dataset[] {
  const { CATALOG_DIR } = loadConfig(catalogConfig, env)
  const catalog = loadCatalog(CATALOG_DIR ?? datasetsDirectory)
  if (names.length === 0) return [...catalog.values()]
  return [...new Set(names)].map((name) => {
    const dataset = catalog.get(name)
    if (dataset !== undefined) return dataset
    throw new UsageError(`There is no dataset "${name}", but ${[...catalog.keys()].join(', ')}`)
  })
}

/** The dataset of this name. Throws like `chooseDatasets`. */
export function chooseDataset(env: Environment, name: string): Dataset {
  const [dataset] = chooseDatasets(env, [name])
  if (dataset === undefined) throw new Error('One name gives one dataset')
  return dataset
}
