import { sampleChanges } from '@aaps-data/ledger'
import { exitCodes } from '../exit-codes.ts'
import type { ProgramContext } from '../program-context.ts'
import type { Language } from '../explain/explain-report.ts'
import type { RunWish } from './ask-for-run.ts'
import { refuseKey } from './refuse-key.ts'
import { reusedKey } from './reused-key.ts'
import { runLines } from './run-lines.ts'
import { exitCodeOf, runReport } from './run-report.ts'
import { watchRun, type WatchConnections } from './watch-run.ts'

/** How somebody wants to see a run. */
export interface WatchWish {
  readonly isAwaited: boolean
  readonly asJson: boolean
  readonly language: Language
  /** Rows shown of each table and kind of change, of a run that is held. */
  readonly samples: number
}

/** Shows how a run goes, then prints how it ended and sets the exit code by it. */
export async function watchToEnd(
  context: ProgramContext,
  connections: WatchConnections,
  {
    runId,
    dataset,
    wish,
    asJson,
    language,
    samples: limit,
  }: WatchWish & {
    readonly runId: string
    readonly dataset: string
    /** What was asked for; refused when the run is another. Undefined takes any. */
    readonly wish?: RunWish
  },
): Promise<void> {
  const { print, exit, now } = context
  const run = await watchRun(context, connections, { runId, dataset })
  if (run === undefined) {
    exit(
      exitCodes.interrupted,
      `No longer watched; the run goes on, see \`aaps-sync status ${dataset}\``,
    )
    return
  }
  // Two may have asked with one key at once, before either had a run.
  const reused = wish && reusedKey(wish, run)
  if (reused !== undefined) {
    refuseKey(context, run, reused, { asJson, language })
    return
  }
  const samples =
    run.state === 'held' ? await sampleChanges(connections.ledger, { runId, limit }) : []
  const report = runReport(run, { samples, language, now: now() })
  for (const line of asJson ? [JSON.stringify(report)] : runLines(report, language)) print(line)
  exit(exitCodeOf(report))
}
