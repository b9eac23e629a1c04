import { actByLogin, anyRelay, cancelQueued, cancelRun, findRun } from '@aaps-data/ledger'
import { loadConfig } from '@aaps-data/runtime'
import { ledgerConfig } from '../config.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ProgramContext } from '../program-context.ts'
import { withLedger } from '../run/with-ledger.ts'

interface Wish {
  readonly note?: string
  readonly json?: boolean
}

/**
 * Cancels a run. Of one that is under way it only asks its worker, which stops it within seconds.
 * Refused when there is none, when it has ended, and when it is held.
 */
export async function cancelOne(
  { env, print, exit }: ProgramContext,
  { runId, note, json = false }: Wish & { readonly runId: string },
): Promise<void> {
  const { TARGET_DATABASE_URL } = loadConfig(ledgerConfig, env)
  await withLedger(TARGET_DATABASE_URL, async (ledger) => {
    const outcome = await actByLogin(ledger, {
      action: 'run.cancel',
      subject: runId,
      runId,
      note,
      act: (transaction, by) => cancelRun(transaction, { runId, by, writer: anyRelay }),
      isDone: (result) => result === 'cancelled' || result === 'asked',
    })
    const dataset = (await findRun(ledger, runId))?.dataset ?? null
    if (outcome === 'cancelled' || outcome === 'asked') {
      const words = outcome === 'cancelled' ? 'cancelled' : 'is being stopped'
      print(json ? JSON.stringify({ id: runId, dataset, outcome }) : `${dataset}: ${words}`)
      return
    }
    const error =
      outcome === 'unknown'
        ? { code: 'NOT_FOUND', message: 'There is no such run' }
        : { code: 'RUN_NOT_CANCELLABLE', message: reasonOf(outcome) }
    if (json) print(JSON.stringify({ id: runId, dataset, outcome: null, error }))
    exit(exitCodes.refused, error.message)
  })
}

function reasonOf(state: string): string {
  return state === 'held'
    ? 'The run is held: approve or discard what it would change'
    : `The run has ended: it is ${state}`
}

/** Cancels every run of a dataset that waits, and says how many those were. */
export async function cancelWaiting(
  { env, print }: ProgramContext,
  { dataset, note, json = false }: Wish & { readonly dataset: string },
): Promise<void> {
  const { TARGET_DATABASE_URL } = loadConfig(ledgerConfig, env)
  await withLedger(TARGET_DATABASE_URL, async (ledger) => {
    const ids = await actByLogin(ledger, {
      action: 'dataset.cancel-queued',
      subject: dataset,
      note,
      act: (transaction, by) => cancelQueued(transaction, { dataset, by, writer: anyRelay }),
      isDone: () => true,
    })
    print(
      json ? JSON.stringify({ dataset, cancelled: ids }) : `${dataset}: ${ids.length} cancelled`,
    )
  })
}
