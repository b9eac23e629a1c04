import {
  codeFacts,
  syncErrorCodes,
  type Actor,
  type Disposition,
  type SyncErrorCode,
} from '../error-codes.ts'

/** What a person who is not a programmer reads about an error, in one language. */
export interface ErrorExplanation {
  /** One sentence without its full stop. */
  readonly title: string
  readonly cause: string
  /** In order; each names who does it and how to see that it worked. */
  readonly steps: readonly string[]
  /** How to keep it from happening again. */
  readonly prevention: string
}

export interface ErrorGuide {
  readonly codes: Readonly<Record<SyncErrorCode, ErrorExplanation>>
  /** For a code that this version of the guide does not know. */
  readonly unknown: ErrorExplanation
  readonly actors: Readonly<Record<Actor, string>>
  readonly dispositions: Readonly<Record<Disposition, string>>
}

/** An explanation with the words for who must act and for what happens next. */
export interface ExplainedError extends ErrorExplanation {
  readonly known: boolean
  readonly actor: string
  readonly disposition: string
}

function isSyncErrorCode(code: string): code is SyncErrorCode {
  return (syncErrorCodes as readonly string[]).includes(code)
}

/**
 * What the guide says of a code. A code that it does not know, such as one of a newer worker, gets
 * the general explanation, which promises nothing: `known` is false.
 */
export function explainError(guide: ErrorGuide, code: string): ExplainedError {
  const known = isSyncErrorCode(code)
  const facts = codeFacts(known ? code : 'DEFECT')
  return {
    ...(known ? guide.codes[code] : guide.unknown),
    known,
    actor: guide.actors[facts.actor],
    disposition: guide.dispositions[facts.disposition],
  }
}
