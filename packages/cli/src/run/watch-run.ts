import { openEventFeed } from '@aaps-data/amqp'
import { progressKey, type SyncEvent } from '@aaps-data/contracts'
import { createAlarm, findRun, type RunRecord } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import type { ProgramContext } from '../program-context.ts'
import { followRun } from './follow-run.ts'
import type { BrokerLink } from './open-link.ts'
import { showProgress } from './show-progress.ts'

const pollMs = 1_000
const patienceMs = 60_000

/** Where a run is watched. */
export interface WatchConnections {
  readonly ledger: Knex
  /** Brings events; undefined goes without. */
  readonly link: BrokerLink | undefined
}

/**
 * Shows how a run goes until it has ended or is held, and gives it as it is then; undefined after
 * Ctrl-C, which leaves the run alone. The ledger is asked once a second and when an event says that
 * something happened: without events it is only a little slower, and tells less.
 */
export async function watchRun(
  context: ProgramContext,
  { ledger, link }: WatchConnections,
  { runId, dataset }: { readonly runId: string; readonly dataset: string },
): Promise<RunRecord | undefined> {
  const alarm = createAlarm()
  const interrupted = new AbortController()
  const display = showProgress(context)
  const stopListening = context.onInterrupt(() => {
    interrupted.abort()
    alarm.ring()
  })
  const feed =
    link &&
    openEventFeed({
      ...link,
      patterns: [`run.*.${dataset}`, progressKey(dataset)],
      onEvent({ type, data }: SyncEvent) {
        if (data.runId !== runId) return
        if (type === 'aaps.sync.progress.v1') display.update({ progress: data })
        else alarm.ring()
      },
      onGap: () => alarm.ring(),
    })
  try {
    return await followRun({
      findRun: () => findRun(ledger, runId),
      onAnswer: (run) => {
        display.update({ run })
        display.redraw()
      },
      alarm,
      pollMs,
      patienceMs,
      signal: interrupted.signal,
      now: context.now,
    })
  } finally {
    display.end()
    stopListening()
    await feed?.stop()
  }
}
