import type { Login, Session } from '../session.ts'
import type { GenerationFacts } from './generations.ts'

/** The line is to be cut without a word. */
export class LineCutError extends Error {
  override readonly name = 'LineCutError'
}

/** What connections need to know of the server that they belong to. */
export interface ServerSide {
  readonly facts: GenerationFacts
  readonly sdu: number
  /** Gives the ORA number with which a listener refuses a service, or undefined. */
  refuses(service: string, isSid: boolean): number | undefined
  /** The password of a user, undefined if there is none. */
  passwordOf(user: string): string | undefined
  /** Called after a password was checked. Throws `OracleError`. */
  admit(user: string, isRightPassword: boolean): void
  openSession(login: Login): Session
  /** Waited for before each request is looked at. Rejects with `LineCutError`. */
  beforeRequest(signal: AbortSignal): Promise<void>
  /** Called with what the emulator itself has got wrong, or could not read. */
  onFault(error: unknown): void
}
