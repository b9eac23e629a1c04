import { SyncError } from '@aaps-data/contracts'
import { brokerAddress } from './broker-url.ts'

/** The only place that knows how the client library words a refused or failed connection. */
export function brokerFailure(error: unknown, url: string | undefined): SyncError {
  const message = error instanceof Error ? error.message : String(error)
  const details = { address: url === undefined ? 'unknown' : brokerAddress(url) }
  if (/ACCESS[-_]REFUSED/.test(message)) {
    return new SyncError('BROKER_AUTH_FAILED', details, error)
  }
  // The broker knows the login but not the vhost, or does not let the login in. The client library
  // keeps the reason to itself.
  if (/NOT[-_]ALLOWED|Expected ConnectionOpenOk; got <ConnectionClose/.test(message)) {
    return new SyncError('BROKER_AUTH_FAILED', { ...details, vhost: 'missing or denied' }, error)
  }
  return new SyncError('BROKER_UNREACHABLE', details, error)
}
