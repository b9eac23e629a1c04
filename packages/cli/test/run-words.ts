import { runProgram, type ExitCode, type ProgramContext } from '../src/index.ts'

/** What a command wrote, and how it ended. */
export interface Outcome {
  readonly printed: readonly string[]
  readonly noted: readonly string[]
  readonly exitCode: ExitCode
  readonly reason: string | undefined
}

/** Does what the words say, as `aaps-sync` would without a terminal, unless `context` says more. */
export async function runWords(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  context: Partial<ProgramContext> = {},
): Promise<Outcome> {
  const printed: string[] = []
  const noted: string[] = []
  let exitCode: ExitCode = 0
  let reason: string | undefined
  await runProgram(words, {
    env,
    print: (line) => printed.push(line),
    note: (line) => noted.push(line),
    screen: undefined,
    confirm: undefined,
    onInterrupt: () => () => undefined,
    exit: (code, why) => {
      exitCode = code
      reason = why
    },
    now: () => new Date(),
    ...context,
  })
  return { printed, noted, exitCode, reason }
}
