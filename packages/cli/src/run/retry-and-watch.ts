import { isFinal, type RunMode } from '@aaps-data/contracts'
import { findRun } from '@aaps-data/ledger'
import { loadConfig } from '@aaps-data/runtime'
import { runConfig } from '../config.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ProgramContext } from '../program-context.ts'
import { requestAndWatch } from './request-and-watch.ts'
import type { WatchWish } from './watch-to-end.ts'
import { withLedger } from './with-ledger.ts'

/** What is to be otherwise than in the run that is repeated. */
export interface RetryEdits {
  readonly mode?: RunMode
  readonly tables?: readonly string[]
  readonly allTables?: boolean
  readonly preview?: boolean
  readonly note?: string
}

/**
 * Asks for a run that repeats one that has ended, and shows how it goes like any other. Refused when
 * there is no such run, or it has not ended.
 */
export async function retryAndWatch(
  context: ProgramContext,
  {
    runId,
    edits,
    key,
    ...watch
  }: WatchWish & { readonly runId: string; readonly edits: RetryEdits; readonly key: string },
): Promise<void> {
  const { env, print, exit } = context
  const { TARGET_DATABASE_URL } = loadConfig(runConfig, env)
  let repeated: Awaited<ReturnType<typeof findRun>>
  await withLedger(TARGET_DATABASE_URL, async (ledger) => {
    repeated = await findRun(ledger, runId)
  })
  if (repeated === undefined || !isFinal(repeated.state)) {
    const error =
      repeated === undefined
        ? { code: 'NOT_FOUND', message: 'There is no such run' }
        : { code: 'RETRY_IMPOSSIBLE', message: `The run is ${repeated.state}, it has not ended` }
    if (watch.asJson) print(JSON.stringify({ id: runId, state: repeated?.state ?? null, error }))
    exit(exitCodes.refused, error.message)
    return
  }
  const { dataset, mode, preview, onlyTables } = repeated
  const tables = edits.allTables === true ? undefined : (edits.tables ?? onlyTables ?? undefined)
  await requestAndWatch(context, {
    wish: {
      dataset,
      mode: edits.mode ?? mode,
      preview: edits.preview ?? preview,
      note: edits.note,
      onlyTables: tables,
      retryOf: runId,
      key,
    },
    ...watch,
  })
}
