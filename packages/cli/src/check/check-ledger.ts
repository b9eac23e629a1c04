import { connectLedger, missingLedgerRights, pendingMigrations } from '@aaps-data/ledger'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import { targetConfig } from '../config.ts'
import { countedText } from '../text/count-text.ts'
import { faultFinding, okFinding, type Finding } from './finding.ts'

/** Looks whether the ledger answers, may be written and is of this version. */
export async function checkLedger(env: Environment): Promise<readonly Finding[]> {
  const { TARGET_DATABASE_URL: url } = loadConfig(targetConfig, env)
  const ledger = connectLedger({ url, applicationName: 'aaps-sync check' })
  try {
    const grants = await missingLedgerRights(ledger)
    if (grants.length > 0) {
      const advice = grants.map((statement) => `${statement};`)
      return [faultFinding('ledger', 'the login lacks rights on it', advice)]
    }
    const pending = await pendingMigrations(ledger)
    if (pending.length > 0) {
      return [
        faultFinding('ledger', `${countedText(pending.length, 'change')} due`, [
          'aaps-sync migrate',
        ]),
      ]
    }
    return [okFinding('ledger', 'up to date')]
  } finally {
    await ledger.destroy()
  }
}
