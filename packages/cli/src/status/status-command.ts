import { connectLedger, readDatasetStates, type DatasetState } from '@aaps-data/ledger'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import type { Command } from 'commander'
import { chooseDatasets } from '../choose-datasets.ts'
import { targetConfig } from '../config.ts'
import type { ProgramContext } from '../program-context.ts'
import { requireLedger } from '../require-ledger.ts'
import { datasetReport } from './dataset-report.ts'
import { statusLines } from './status-lines.ts'

/** Adds `status`. */
export function addStatusCommand(program: Command, { env, print, now }: ProgramContext): void {
  program
    .command('status')
    .description('how fresh datasets are, what runs, waits or is held, and what comes next')
    .argument('[datasets...]', 'their names; all unless given')
    .option('--json', 'print one JSON object')
    .action(async (names: readonly string[], { json = false }: { readonly json?: boolean }) => {
      const datasets = chooseDatasets(env, names)
      const states = await readStates(
        env,
        datasets.map(({ name }) => name),
      )
      const at = now()
      const reports = datasets.flatMap((dataset, place) => {
        const state = states[place]
        return state === undefined ? [] : [datasetReport(dataset, state, at)]
      })
      const lines = json
        ? [JSON.stringify({ at: at.toISOString(), datasets: reports })]
        : statusLines(reports)
      for (const line of lines) print(line)
    })
}

async function readStates(
  env: Environment,
  names: readonly string[],
): Promise<readonly DatasetState[]> {
  const { TARGET_DATABASE_URL: url } = loadConfig(targetConfig, env)
  const ledger = connectLedger({ url, applicationName: 'aaps-sync status' })
  try {
    await requireLedger(ledger)
    return await readDatasetStates(ledger, names)
  } finally {
    await ledger.destroy()
  }
}
