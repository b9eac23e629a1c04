import { loadCatalog } from '@aaps-data/catalog'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import { datasetsDirectory } from '@aaps-data/siirays'
import { catalogConfig } from './config.ts'

/** Reads every definition and says what it found. Throws `CATALOG_INVALID` with all faults. */
export function checkDefinitions(env: Environment, print: (line: string) => void): void {
  const { CATALOG_DIR } = loadConfig(catalogConfig, env)
  for (const dataset of loadCatalog(CATALOG_DIR ?? datasetsDirectory).values()) {
    print(`${dataset.name}: ${dataset.tables.length} tables, ${dataset.title.es}`)
  }
}
