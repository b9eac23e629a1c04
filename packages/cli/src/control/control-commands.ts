import type { Command } from 'commander'
import { chooseDataset } from '../choose-datasets.ts'
import type { ProgramContext } from '../program-context.ts'
import { note } from '../run/note-argument.ts'
import { runId } from '../run/run-id-argument.ts'
import { cancelOne, cancelWaiting } from './cancel.ts'
import { pause, resume } from './pause.ts'

interface NoteOptions {
  readonly note?: string
  readonly json?: boolean
}

/** Adds `cancel`, `cancel-queued`, `pause` and `resume`. */
export function addControlCommands(program: Command, context: ProgramContext): void {
  const nameOf = (name: string) => chooseDataset(context.env, name).name
  noted(program.command('cancel'))
    .description('cancel a run; one that is under way stops and rolls back')
    .argument('<run>', 'its id', runId)
    .action((id: string, options: NoteOptions) => cancelOne(context, { runId: id, ...options }))
  noted(program.command('cancel-queued'))
    .description('cancel every run of a dataset that waits for its turn or its time')
    .argument('<dataset>', 'its name')
    .action((name: string, options: NoteOptions) =>
      cancelWaiting(context, { dataset: nameOf(name), ...options }),
    )
  noted(program.command('pause'))
    .description('pause the schedule of a dataset, or of all of them')
    .argument('[dataset]', 'its name; all unless given')
    .action((name: string | undefined, options: NoteOptions) =>
      pause(context, { dataset: name === undefined ? undefined : nameOf(name), ...options }),
    )
  noted(program.command('resume'))
    .description('resume the schedule of a dataset, or the schedules as a whole')
    .argument('[dataset]', 'its name; all unless given')
    .action((name: string | undefined, options: NoteOptions) =>
      resume(context, { dataset: name === undefined ? undefined : nameOf(name), ...options }),
    )
}

function noted(command: Command): Command {
  return command
    .option('--note <text>', 'why, for the audit log', note)
    .option('--json', 'print one JSON object')
}
