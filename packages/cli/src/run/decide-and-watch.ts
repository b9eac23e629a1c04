import { actByLogin, anyRelay, decideHeld, findRun, type RunRecord } from '@aaps-data/ledger'
import { SyncError } from '@aaps-data/contracts'
import { loadConfig } from '@aaps-data/runtime'
import { decisionConfig } from '../config.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ProgramContext } from '../program-context.ts'
import { openLink, type BrokerLink } from './open-link.ts'
import { watchToEnd, type WatchWish } from './watch-to-end.ts'
import { withLedger } from './with-ledger.ts'

/**
 * Decides about a held run and, if it goes on and is awaited, shows how it ends. Refused when it is
 * not held. Needs no broker: without one, the run is watched in the ledger alone.
 */
export async function decideAndWatch(
  context: ProgramContext,
  {
    runId,
    decision,
    note,
    ...watch
  }: WatchWish & {
    readonly runId: string
    readonly decision: 'approved' | 'discarded'
    readonly note: string | undefined
  },
): Promise<void> {
  const { env, print, note: tell, exit } = context
  const { TARGET_DATABASE_URL, AMQP_URL } = loadConfig(decisionConfig, env)
  await withLedger(TARGET_DATABASE_URL, async (ledger) => {
    const isDecided = await actByLogin(ledger, {
      action: decision === 'approved' ? 'run.approve' : 'run.discard',
      subject: runId,
      runId,
      note,
      act: (transaction, by) =>
        decideHeld(transaction, { runId, decision, by, note, writer: anyRelay }),
      isDone: (decided) => decided,
    })
    const run = await findRun(ledger, runId)
    if (!isDecided || run === undefined) {
      const refusal = refusalOf(runId, run)
      if (watch.asJson) print(JSON.stringify(refusal))
      exit(exitCodes.refused, refusal.error.message)
      return
    }
    const { dataset } = run
    if (watch.isAwaited) {
      tell(`Decided: ${decision}, run ${runId}`)
      const link = await openEvents(context, AMQP_URL)
      try {
        await watchToEnd(context, { ledger, link }, { runId, dataset, ...watch })
      } finally {
        await link?.broker.close()
      }
    } else {
      const decided = { id: runId, dataset, decision }
      print(watch.asJson ? JSON.stringify(decided) : `${dataset}: ${decision}, run ${runId}`)
    }
  })
}

async function openEvents(
  { note }: ProgramContext,
  url: string | undefined,
): Promise<BrokerLink | undefined> {
  if (url === undefined) return undefined
  try {
    return await openLink(url)
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    note(`${error.message} (${error.code}): watched in the ledger alone`)
    return undefined
  }
}

/** Why nothing was decided; printed as it is by `--json`. The codes are those of the HTTP API. */
function refusalOf(id: string, run: RunRecord | undefined) {
  const error =
    run === undefined
      ? { code: 'NOT_FOUND', message: 'There is no such run' }
      : { code: 'RUN_NOT_HELD', message: `The run is ${run.state}, not held` }
  return { id, dataset: run?.dataset ?? null, state: run?.state ?? null, decision: null, error }
}
