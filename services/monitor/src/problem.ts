import { SyncError } from '@aaps-data/contracts'
import { asLedgerFailure } from '@aaps-data/ledger'
import type { Problem } from './schemas/action.ts'

interface ProblemFields {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail?: string
  readonly retryAfterSeconds?: number
}

/** An answer that refuses a request (RFC 9457). What it says is for whoever asked. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem
  readonly retryAfterSeconds: number | undefined

  constructor({ status, code, title, detail, retryAfterSeconds }: ProblemFields) {
    super(title)
    const type = `urn:aaps-data-sync:problem:${code.toLowerCase().replaceAll('_', '-')}`
    this.problem = { type, title, status, code, ...(detail === undefined ? {} : { detail }) }
    this.retryAfterSeconds = retryAfterSeconds
  }
}

const refusals: Readonly<Record<number, string>> = {
  413: 'TOO_LARGE',
  415: 'MEDIA_TYPE_REFUSED',
}

/**
 * What a caller is told of an error. A database that is away is told as that, wherever it was
 * missed: the ledger, the users and the audit log are in it. Of what else may happen only what the caller did wrong is told in words; of a failure
 * inside there is a code, and the words are in the log.
 */
export function problemOf(thrown: unknown): Problem {
  const error = asLedgerFailure(thrown)
  if (error instanceof ProblemError) return error.problem
  if (error instanceof SyncError && error.code === 'TARGET_UNREACHABLE') {
    return new ProblemError({ status: 503, code: error.code, title: error.message }).problem
  }
  const status = statusOf(error)
  if (status === undefined) {
    return new ProblemError({ status: 500, code: 'INTERNAL', title: 'The monitor failed' }).problem
  }
  return new ProblemError({
    status,
    code: refusals[status] ?? 'REQUEST_INVALID',
    title: 'The request is not valid',
    ...(error instanceof Error ? { detail: error.message } : {}),
  }).problem
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  const { statusCode } = error
  const isRefusal = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
  return isRefusal ? statusCode : undefined
}
