import type { Environment } from '@aaps-data/runtime'
import type { ExitCode } from './exit-codes.ts'

/** A line of a terminal that is drawn over again and again. */
export interface Screen {
  readonly columns: () => number
  /** Shows the text in place of the one before. Empty takes it away. */
  readonly draw: (text: string) => void
}

/** What the commands need of their process. */
export interface ProgramContext {
  readonly env: Environment
  /** Writes a line of what was asked for: standard output. */
  readonly print: (line: string) => void
  /** Writes a line about how it goes: standard error. */
  readonly note: (line: string) => void
  /** The terminal behind `note`; undefined when it is none. */
  readonly screen: Screen | undefined
  /** Asks a question that is answered yes or no; undefined when nobody is there to answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined
  /** Calls the listener once at Ctrl-C instead of ending the process. Gives how to stop listening. */
  readonly onInterrupt: (listener: () => void) => () => void
  /** Says with which code the process will end, and why. */
  readonly exit: (code: ExitCode, reason?: string) => void
  readonly now: () => Date
}
