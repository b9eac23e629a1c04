import { isNativeError } from 'node:util/types'
import { SyncError } from '@aaps-data/contracts'

const unreachable =
  /^(08|57P0|53300|28|3D000)|^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH)/

function isUnreachable(error: Error): boolean {
  if ('code' in error && typeof error.code === 'string') return unreachable.test(error.code)
  // The driver and its pool have no code for a connection that ended or never came.
  return /connection terminated|timeout (acquiring|exceeded)|server conn|not queryable/i.test(
    error.message,
  )
}

/**
 * A failure of the ledger's database as callers treat it: one that will pass by itself becomes
 * `TARGET_UNREACHABLE`, anything else stays what it is.
 */
export function asLedgerFailure(error: unknown): unknown {
  if (error instanceof SyncError || !isNativeError(error)) return error
  return isUnreachable(error) ? new SyncError('TARGET_UNREACHABLE', {}, error) : error
}
