import { loadCatalog } from '@aaps-data/catalog'
import { createTargetDatabase, migrateTarget } from '@aaps-data/engine'
import { connectLedger, migrateLedger } from '@aaps-data/ledger'

/** Creates the ledger and the tables of every dataset of a catalog in an empty database. */
export async function createTables(url: string, catalogDirectory: string): Promise<void> {
  const ledger = connectLedger({ url, applicationName: 'bench' })
  await migrateLedger(ledger)
  await ledger.destroy()
  const target = createTargetDatabase({ url })
  for (const dataset of loadCatalog(catalogDirectory).values()) {
    await migrateTarget({ target, dataset, apply: true })
  }
  await target.destroy()
}
