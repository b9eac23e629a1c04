import { Command } from 'commander'
import type { ProgramContext } from './program-context.ts'
import { checkDefinitions } from './check-definitions.ts'
import { addUserCommands } from './user-commands.ts'
import { migrate } from './migrate.ts'
import { provideSampleSource } from './provide-sample-source.ts'
import { UnknownDatasetError, verify } from './verify.ts'

/** The command `aaps-sync`. */
export function buildProgram({ env, print, refuse }: ProgramContext): Command {
  const program = new Command('aaps-sync')
    .description('Keeps AAPS-DATA equal to what its sources say.')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (what would lose data, or is taken) or ' +
        'found to differ.',
    )
    .exitOverride()

  program
    .command('check')
    .description('read every dataset definition and name all faults')
    .action(() => checkDefinitions(env, print))

  program
    .command('migrate')
    .description("create or extend the ledger and the datasets' tables; never lose data")
    .action(async () => {
      if (!(await migrate(env, print))) refuse()
    })

  program
    .command('sample')
    .description('make a SIIRAyS of made-up rows, the source of a target that is empty')
    .action(async () => {
      const refusal = await provideSampleSource(env, print)
      if (refusal !== undefined) refuse(refusal)
    })

  program
    .command('verify')
    .description('compare a dataset with its source and name the keys that differ; change nothing')
    .argument('<dataset>', 'its name')
    .option('--json', 'print one JSON object')
    .action(async (dataset: string, { json = false }: { json?: boolean }, command: Command) => {
      try {
        if (!(await verify(env, { dataset, asJson: json, print }))) refuse()
      } catch (error) {
        if (error instanceof UnknownDatasetError) command.error(error.message)
        throw error
      }
    })

  addUserCommands(program, { env, print, refuse })
  return program
}
