import { Command } from 'commander'
import { addCheckCommand } from './check/check-command.ts'
import { addControlCommands } from './control/control-commands.ts'
import { addMigrateCommand } from './migrate/migrate-command.ts'
import { addParkingCommands } from './parking/parking-commands.ts'
import type { ProgramContext } from './program-context.ts'
import { addRunCommands } from './run/run-commands.ts'
import { addSampleCommand } from './sample/sample-command.ts'
import { addStatusCommand } from './status/status-command.ts'
import { addTopologyCommands } from './topology/topology-commands.ts'
import { addUserCommands } from './users/user-commands.ts'
import { addVerifyCommand } from './verify/verify-command.ts'

const exitCodeHelp = `
Exit codes: 0 done; 1 failed: something did not answer or met an error; 2 wrong usage, settings or
definitions; 3 refused, different, or a run that did not succeed; 130 stopped by Ctrl-C.`

/** The command `aaps-sync`. */
export function buildProgram(context: ProgramContext): Command {
  const program = new Command('aaps-sync')
    .description('Keeps AAPS-DATA equal to what its sources say.')
    .addHelpText('after', exitCodeHelp)
    .configureOutput({
      writeOut: (text) => context.print(text.trimEnd()),
      writeErr: (text) => context.note(text.trimEnd()),
    })
    .exitOverride()
  for (const add of [
    addRunCommands,
    addControlCommands,
    addParkingCommands,
    addStatusCommand,
    addVerifyCommand,
    addCheckCommand,
    addMigrateCommand,
    addSampleCommand,
    addTopologyCommands,
    addUserCommands,
  ]) {
    add(program, context)
  }
  return program
}
