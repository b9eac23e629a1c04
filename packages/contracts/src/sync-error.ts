import { Type, type Static } from '@sinclair/typebox'
import { codeFacts, type Disposition, type SyncErrorCode } from './error-codes.ts'

/** Identifiers, positions and counts; never credentials and never whole rows. */
export type ErrorDetails = Readonly<Record<string, unknown>>

/**
 * A failure that we expect and know how to treat; anything else that is thrown is a defect.
 * Each code has a section in docs/errors.md and an entry in the error guide.
 */
export class SyncError extends Error {
  override readonly name = 'SyncError'
  readonly code: SyncErrorCode
  readonly details: ErrorDetails

  constructor(code: SyncErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(codeFacts(code).message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }

  get disposition(): Disposition {
    return codeFacts(this.code).disposition
  }
}

/** A failure as the ledger keeps it and the page shows it. */
export const ErrorReport = Type.Object({
  code: Type.String(),
  message: Type.String(),
  details: Type.Record(Type.String(), Type.Unknown()),
  /** From the error itself to its root; messages are cleaned of credentials. */
  causes: Type.Array(Type.Object({ name: Type.String(), message: Type.String() })),
})
export type ErrorReport = Static<typeof ErrorReport>
