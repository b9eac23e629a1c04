/** What the command tells the shell; docs/command-line.md explains each. */
export const exitCodes = {
  done: 0,
  /** Something could not be reached, or met an error. */
  failed: 1,
  /** Wrong words, or a wrong or missing setting or definition. Nothing was done. */
  usage: 2,
  /** Understood, and the answer is no: refused, different, or a run that did not succeed. */
  refused: 3,
  /** Ctrl-C: what was requested goes on. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
