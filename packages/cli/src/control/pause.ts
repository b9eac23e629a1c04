import { actByLogin, allDatasets, anyRelay, pauseSchedule, resumeSchedule } from '@aaps-data/ledger'
import { loadConfig } from '@aaps-data/runtime'
import { ledgerConfig } from '../config.ts'
import type { ProgramContext } from '../program-context.ts'
import { withLedger } from '../run/with-ledger.ts'

interface Wish {
  /** All when undefined. */
  readonly dataset: string | undefined
  readonly note?: string
  readonly json?: boolean
}

/** Pauses the schedule of a dataset, or of all. Safe to repeat. */
export function pause(context: ProgramContext, wish: Wish): Promise<void> {
  return decide(context, 'pause', wish)
}

/** Ends a pause. Safe to repeat. */
export function resume(context: ProgramContext, wish: Wish): Promise<void> {
  return decide(context, 'resume', wish)
}

async function decide(
  { env, print }: ProgramContext,
  verb: 'pause' | 'resume',
  { dataset: name, note, json = false }: Wish,
): Promise<void> {
  const dataset = name ?? allDatasets
  const { TARGET_DATABASE_URL } = loadConfig(ledgerConfig, env)
  await withLedger(TARGET_DATABASE_URL, async (ledger) => {
    const changed = await actByLogin(ledger, {
      action: `schedule.${verb}`,
      subject: dataset,
      note,
      act: (transaction, by) =>
        verb === 'pause'
          ? pauseSchedule(transaction, { dataset, by, note })
          : resumeSchedule(transaction, { dataset, writer: anyRelay }),
      isDone: () => true,
    })
    const state = verb === 'pause' ? 'paused' : 'not paused'
    const whose = name ?? 'all schedules'
    print(
      json
        ? JSON.stringify({ dataset, paused: verb === 'pause', changed })
        : `${whose}: ${changed ? state : `${state} before`}`,
    )
  })
}
