import { reportError, SyncError } from '@aaps-data/contracts'
import {
  claimRun,
  connectLedger,
  decideHeld,
  endAttempt,
  migrateLedger,
  requestKeyOf,
  requestRun,
  type Claim,
} from '@aaps-data/ledger'
import { createFaultProxy, createTestDatabase, type FaultProxy } from '@aaps-data/testing'
import { createTargetDatabase, migrateTarget } from '../../src/index.ts'
import type { StatementLog } from './statement-log.ts'
import {
  createStruckSource,
  fillStruckSource,
  readImages,
  struckDataset,
} from './struck-dataset.ts'
import { runClaimed, type ClaimedRun } from './struck-run.ts'

export type Side = 'source' | 'target'

/** What is struck: a run, one that is to be held, or one that applies what was held. */
export type Way = 'run' | 'preview' | 'approval'

/** A run that is about to meet a fault. */
export interface PendingRun extends ClaimedRun {
  /** What the target holds, and what it has to hold after the run: a hash by table. */
  readonly before: unknown
  readonly after: unknown
  /** What it has to hold when a run has mended everything. */
  readonly mended: unknown
}

/** What a run has left behind. */
export interface Remains {
  readonly target: unknown
  /** Whether the ledger has its receipt, or holds its delta. */
  readonly hasEnded: boolean
}

/** The statements of a run to one side. */
export interface RunStatements {
  /** As the server has logged them. */
  readonly logged: readonly string[]
  /** As they passed the proxy. */
  readonly seen: readonly string[]
}

/** A dataset of two states with proxies before its source and its target. */
export interface StruckWorld {
  readonly proxies: Readonly<Record<Side, FaultProxy>>
  /** Changes the source and claims a run through the proxies. */
  prepare(way: Way): Promise<PendingRun>
  /** Runs without a fault and gives what was sent. */
  measure(way: Way): Promise<Readonly<Record<Side, RunStatements>>>
  /** Looks at what is left of a run, and ends it when it has not ended. */
  inspect(run: PendingRun): Promise<Remains>
  /** Runs once more, not through the proxies. Gives what target and staging hold then. */
  mend(): Promise<{ readonly target: unknown; readonly staging: readonly unknown[] }>
  drop(): Promise<void>
}

const writer = 'engine-test'

/** Makes the world in databases of its own on the server of the log. */
export async function createStruckWorld(
  log: StatementLog,
  serverUrl: string,
): Promise<StruckWorld> {
  const source = await createTestDatabase({ serverUrl })
  const target = await createTestDatabase({ serverUrl })
  const ledger = connectLedger({ url: target.url, applicationName: writer })
  const proxies = {
    source: await createFaultProxy({ upstreamUrl: log.urlOf(source.name) }),
    target: await createFaultProxy({ upstreamUrl: log.urlOf(target.name) }),
  }
  const seen: Record<Side, string[]> = { source: [], target: [] }
  proxies.source.onEveryStatement((statement) => seen.source.push(statement))
  proxies.target.onEveryStatement((statement) => seen.target.push(statement))
  let state: 0 | 1 = 0
  let counter = 0

  const change = async () => {
    state = state === 0 ? 1 : 0
    await source.pool.query(fillStruckSource(state))
  }
  const request = (preview = false) => requestStruck(ledger, { key: `run ${counter++}`, preview })
  const claim = (runId: string) => claimStruck(ledger, runId)
  const sourceImage = async () => (await source.pool.query(readImages('source'))).rows[0] as unknown
  const targetImage = async () => (await target.pool.query(readImages('target'))).rows[0] as unknown
  const runDirectly = async (runId: string) =>
    runClaimed({ claim: await claim(runId), sourceUrl: source.url, targetUrl: target.url })
  const hold = async () => {
    const runId = await request(true)
    await runDirectly(runId)
    const decision = { runId, decision: 'approved', by: 'tests', note: undefined } as const
    await decideHeld(ledger, { ...decision, writer })
    return runId
  }
  const prepare = async (way: Way) => {
    const before = await targetImage()
    await change()
    const runId = way === 'approval' ? await hold() : await request(way === 'preview')
    const mended = await sourceImage()
    const after = way === 'preview' ? before : mended
    const urls = { sourceUrl: proxies.source.url, targetUrl: proxies.target.url }
    return { claim: await claim(runId), ...urls, before, after, mended }
  }

  await migrateLedger(ledger)
  await migrateStruck(target.url)
  await source.pool.query(createStruckSource)
  await change()
  await runDirectly(await request())
  return {
    proxies,
    prepare,
    async measure(way) {
      const run = await prepare(way)
      await log.clear()
      for (const statements of Object.values(seen)) statements.length = 0
      await runClaimed(run)
      return {
        source: { logged: await log.read(source.name), seen: [...seen.source] },
        target: { logged: await log.read(target.name), seen: [...seen.target] },
      }
    },
    async inspect({ claim: { runId, ...rest } }) {
      // As a scheduler does for a worker that is gone; it waits for whoever still holds the fence.
      const error = reportError(new SyncError('WORKER_LOST'))
      await endAttempt(ledger, { runId, ...rest }, { next: 'failed', error }, writer)
      const ends = await target.pool.query(
        `select from sync.receipts where run_id = $1
         union all select from sync.holds where run_id = $1 and decision is null`,
        [runId],
      )
      return { target: await targetImage(), hasEnded: ends.rowCount === 1 }
    },
    async mend() {
      await runDirectly(await request())
      const staging = await target.pool.query(
        `select relname from pg_class where relnamespace = 'sync_staging'::regnamespace`,
      )
      return { target: await targetImage(), staging: staging.rows }
    },
    async drop() {
      await Promise.all([proxies.source.stop(), proxies.target.stop(), ledger.destroy()])
      await Promise.all([source.drop(), target.drop()])
    },
  }
}

async function requestStruck(
  ledger: ReturnType<typeof connectLedger>,
  { key, preview }: { readonly key: string; readonly preview: boolean },
): Promise<string> {
  const { name: dataset } = struckDataset()
  const request = { dataset, class: 'interactive', origin: 'service', maxAttempts: 1 } as const
  const { runId } = await requestRun(
    ledger,
    { ...request, key: requestKeyOf('tests', key), requestedBy: 'tests', preview },
    writer,
  )
  return runId
}

async function claimStruck(
  ledger: ReturnType<typeof connectLedger>,
  runId: string,
): Promise<Claim> {
  const claimed = await claimRun(ledger, { runId, worker: writer, leaseMs: 60_000 })
  if (typeof claimed === 'string') throw new Error(`Not claimed: ${claimed}`)
  return claimed
}

async function migrateStruck(url: string): Promise<void> {
  const target = createTargetDatabase({ url })
  const { faults } = await migrateTarget({ target, dataset: struckDataset(), apply: true })
  await target.destroy()
  if (faults.length > 0) throw new Error(JSON.stringify(faults))
}
