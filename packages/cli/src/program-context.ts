import type { Environment } from '@aaps-data/runtime'

/** What the commands need of their process. */
export interface ProgramContext {
  readonly env: Environment
  readonly print: (line: string) => void
  /** Ends the command with exit code 3: understood, and not done. */
  readonly refuse: (reason?: string) => void
}
