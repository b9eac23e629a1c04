import type { Command } from 'commander'
import { exitCodes } from '../exit-codes.ts'
import { languageOf, type Language } from '../explain/explain-report.ts'
import { languageOption } from '../explain/language-option.ts'
import type { ProgramContext } from '../program-context.ts'
import { checkDefinitions } from './check-definitions.ts'
import { checkEverything } from './check-everything.ts'
import { checkLines } from './check-lines.ts'

interface CheckOptions {
  readonly definitions?: boolean
  readonly json?: boolean
  readonly language?: Language
}

/** Adds `check`. */
export function addCheckCommand(program: Command, { env, print, exit }: ProgramContext): void {
  program
    .command('check')
    .description('look at definitions, settings, target, sources and broker; change nothing')
    .argument('[datasets...]', 'their names; all unless given')
    .option('--definitions', 'only the definitions, which needs no database and no broker')
    .addOption(languageOption())
    .option('--json', 'print one JSON object')
    .action(async (names: readonly string[], options: CheckOptions) => {
      const { definitions = false, json = false, language = languageOf(env) } = options
      const wish = { env, names, language }
      const findings = definitions ? checkDefinitions(wish).findings : await checkEverything(wish)
      const isOk = findings.every((finding) => finding.isOk)
      const lines = json ? [JSON.stringify({ isOk, findings })] : checkLines(findings)
      for (const line of lines) print(line)
      if (!isOk) exit(exitCodes.refused)
    })
}
