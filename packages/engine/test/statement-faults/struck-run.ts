import { connectLedger, openAttemptLedger, type Claim } from '@aaps-data/ledger'
import { createPostgresSource } from '@aaps-data/sources'
import { createTargetDatabase, runSync } from '../../src/index.ts'
import { struckDataset } from './struck-dataset.ts'

/** A claimed run, and the addresses through which it is to be run. */
export interface ClaimedRun {
  readonly claim: Claim
  readonly sourceUrl: string
  readonly targetUrl: string
}

/** Runs what was claimed on connections of its own, as a worker does, and closes them. */
export async function runClaimed({ claim, sourceUrl, targetUrl }: ClaimedRun): Promise<void> {
  const source = createPostgresSource({ name: 'test', url: sourceUrl })
  const target = createTargetDatabase({ url: targetUrl })
  const ledger = connectLedger({ url: targetUrl, applicationName: 'engine-test' })
  try {
    await runSync({
      run: { ...claim, id: claim.runId },
      dataset: struckDataset(),
      source,
      target,
      ledger: openAttemptLedger(ledger, claim, 'engine-test'),
      progress: () => undefined,
      signal: new AbortController().signal,
      now: () => new Date(),
    })
  } finally {
    await source.close()
    await target.destroy()
    await ledger.destroy()
  }
}
