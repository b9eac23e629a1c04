import type { Command } from 'commander'
import { exitCodes } from '../exit-codes.ts'
import type { ProgramContext } from '../program-context.ts'
import { provideSampleSource } from './provide-sample-source.ts'

/** Adds `sample`. */
export function addSampleCommand(program: Command, { env, print, exit }: ProgramContext): void {
  program
    .command('sample')
    .description('make a SIIRAyS of made-up rows, the source of a target that is empty')
    .action(async () => {
      const refusal = await provideSampleSource(env, print)
      if (refusal !== undefined) exit(exitCodes.refused, refusal)
    })
}
