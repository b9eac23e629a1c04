import { loadCatalog, type Dataset } from '@aaps-data/catalog'
import { createTargetDatabase, migrateTarget } from '@aaps-data/engine'
import { connectLedger, holdDataset, migrateLedger } from '@aaps-data/ledger'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import { datasetsDirectory } from '@aaps-data/siirays'
import type { Knex } from 'knex'
import { targetConfig } from './config.ts'

/**
 * Brings the ledger and the tables of every dataset to what the definitions say. Nothing that may
 * hold data is dropped or converted: what would need that is printed, and makes the answer false.
 * Safe to repeat. Each dataset changes in one transaction, during which no run of it starts.
 */
export async function migrate(env: Environment, print: (line: string) => void): Promise<boolean> {
  const { TARGET_DATABASE_URL: url, CATALOG_DIR } = loadConfig(targetConfig, env)
  const catalog = loadCatalog(CATALOG_DIR ?? datasetsDirectory)
  const ledger = connectLedger({ url, applicationName: 'aaps-sync migrate' })
  const target = createTargetDatabase({ url })
  try {
    const applied = await migrateLedger(ledger)
    print(`ledger: ${applied.length === 0 ? 'up to date' : applied.join(', ')}`)
    let isWhole = true
    for (const dataset of catalog.values()) {
      isWhole = (await migrateDataset({ ledger, target, dataset, print })) && isWhole
    }
    return isWhole
  } finally {
    await Promise.all([target.destroy(), ledger.destroy()])
  }
}

async function migrateDataset({
  ledger,
  target,
  dataset,
  print,
}: {
  readonly ledger: Knex
  readonly target: Knex
  readonly dataset: Dataset
  readonly print: (line: string) => void
}): Promise<boolean> {
  const migration = await holdDataset(ledger, dataset.name, () =>
    migrateTarget({ target, dataset, apply: true }),
  )
  if (migration === 'busy') {
    print(`${dataset.name}: a run is under way; try again when it has ended`)
    return false
  }
  for (const fault of migration.faults) print(`${dataset.name}: ${fault}`)
  if (migration.faults.length > 0) return false
  const { length } = migration.statements
  print(`${dataset.name}: ${length === 0 ? 'up to date' : `${length} statements applied`}`)
  return true
}
