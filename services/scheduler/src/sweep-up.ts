import { sweep } from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import type { Knex } from 'knex'

const limit = 500

/** Gives the function that one turn of the sweep calls; it returns how much it mended. */
export function createSweeper({
  ledger,
  nudgeAfterMs,
  writer,
  log,
}: {
  readonly ledger: Knex
  readonly nudgeAfterMs: number
  readonly writer: string
  readonly log: Logger
}): () => Promise<number> {
  return async () => {
    const { takenBack, woken, overdue, nudged } = await sweep(ledger, {
      nudgeAfterMs,
      limit,
      writer,
    })
    for (const runId of takenBack) log.warn({ runId }, 'Run of a dead worker taken back')
    if (overdue > 0) log.warn({ overdue }, 'Runs not done by their deadline have failed')
    return takenBack.length + woken + overdue + nudged
  }
}
