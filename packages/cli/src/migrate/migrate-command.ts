import { loadConfig } from '@aaps-data/runtime'
import type { Command } from 'commander'
import { chooseDatasets } from '../choose-datasets.ts'
import { targetConfig } from '../config.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ProgramContext } from '../program-context.ts'
import { openMigratedDatabase } from './migrated-database.ts'
import { outcomeLines, planLines } from './migration-lines.ts'
import { isPending, isRefused } from './migration-report.ts'

interface MigrateOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** Adds `migrate`. */
export function addMigrateCommand(program: Command, context: ProgramContext): void {
  program
    .command('migrate')
    .description("create or extend the ledger and the datasets' tables; never lose data")
    .argument('[datasets...]', 'their names; all unless given')
    .option('--dry-run', 'only show what would be done')
    .option('--yes', 'do not ask before it is done')
    .option('--json', 'print one JSON object; does not ask')
    .action((names: readonly string[], options: MigrateOptions) => migrate(context, names, options))
}

async function migrate(
  { env, print, note, confirm, exit }: ProgramContext,
  names: readonly string[],
  { dryRun = false, yes = false, json = false }: MigrateOptions,
): Promise<void> {
  const { TARGET_DATABASE_URL: url } = loadConfig(targetConfig, env)
  const datasets = chooseDatasets(env, names)
  const database = openMigratedDatabase(url)
  const show = (lines: readonly string[]) => {
    if (!json) for (const line of lines) print(line)
  }
  const isAgreed = async () => yes || json || confirm === undefined || (await confirm('Do this?'))
  try {
    const plan = await database.plan(datasets)
    show(planLines(plan))
    let report = plan
    let isDeclined = false
    if (!dryRun && isPending(plan)) {
      isDeclined = !(await isAgreed())
      if (isDeclined) note('Nothing was changed')
      else {
        report = await database.apply(datasets, plan)
        show(outcomeLines(report))
      }
    }
    if (json) print(JSON.stringify(report))
    if (isDeclined || isRefused(report)) exit(exitCodes.refused)
  } finally {
    await database.close()
  }
}
