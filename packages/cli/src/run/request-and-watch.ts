import { findRun } from '@aaps-data/ledger'
import type { ProgramContext } from '../program-context.ts'
import { askForRun, runIdOfWish, type RunWish } from './ask-for-run.ts'
import { refuseKey } from './refuse-key.ts'
import { reusedKey } from './reused-key.ts'
import { withRunConnections } from './run-connections.ts'
import { watchToEnd, type WatchWish } from './watch-to-end.ts'

/**
 * Asks for a run and, unless it is not awaited, shows how it goes and how it ended. Refused when the
 * key is that of another run.
 */
export async function requestAndWatch(
  context: ProgramContext,
  { wish, ...watch }: WatchWish & { readonly wish: RunWish },
): Promise<void> {
  const { env, print, note } = context
  await withRunConnections(env, async ({ ledger, link, brokerUrl: url }) => {
    const known = await findRun(ledger, runIdOfWish(wish, url))
    const reused = known && reusedKey(wish, known)
    if (known !== undefined && reused !== undefined) {
      refuseKey(context, known, reused, watch)
      return
    }
    const runId = await askForRun(wish, { ...link, url })
    const { dataset, preview } = wish
    if (watch.isAwaited) {
      note(`Requested as run ${runId}`)
      await watchToEnd(context, { ledger, link }, { runId, dataset, wish, ...watch })
    } else {
      const accepted = { id: runId, dataset, preview, state: 'accepted' }
      print(watch.asJson ? JSON.stringify(accepted) : `${dataset}: accepted, run ${runId}`)
    }
  })
}
