import { reportError, SyncError } from '@aaps-data/contracts'
import { asLedgerFailure } from '@aaps-data/ledger'
import { describeBootFailure } from '@aaps-data/runtime'
import { CommanderError } from 'commander'
import { buildProgram } from './build-program.ts'
import { exitCodes } from './exit-codes.ts'
import { explainReport, explanationLines, languageOf } from './explain/explain-report.ts'
import type { ProgramContext } from './program-context.ts'
import { UsageError } from './usage-error.ts'

// Those of settings and definitions tell what is expected where.
const wrongSettings = new Set(['CONFIG_INVALID', 'CATALOG_INVALID'])

/**
 * Does what the words say and tells how it ended, by an exit code and, unless it went well, a reason.
 * Never throws.
 */
export async function runProgram(words: readonly string[], context: ProgramContext): Promise<void> {
  try {
    await buildProgram(context).parseAsync([...words], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      context.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.usage)
    } else if (error instanceof UsageError) {
      context.exit(exitCodes.usage, error.message)
    } else {
      const failure = asLedgerFailure(error)
      const isSetting = failure instanceof SyncError && wrongSettings.has(failure.code)
      const reason = describeBootFailure('aaps-sync', failure, 'failed')
      if (isSetting) context.exit(exitCodes.usage, reason)
      else context.exit(exitCodes.failed, [reason, ...adviceOn(failure, context)].join('\n'))
    }
  }
}

function adviceOn(failure: unknown, { env }: ProgramContext): readonly string[] {
  return ['', ...explanationLines(explainReport(languageOf(env), reportError(failure)))]
}
