import { SyncError } from '@aaps-data/contracts'
import { brokerAddress } from './broker-url.ts'

/** The only place that knows how the client library words a refused or failed connection. */
export function brokerFailure(error: unknown, url: string | undefined): SyncError {
  const message = error instanceof Error ? error.message : String(error)
  const details = { address: url === undefined ? 'unknown' : brokerAddress(url) }
  if (/ACCESS[-_]REFUSED|\b403\b/.test(message)) {
    return new SyncError('BROKER_AUTH_FAILED', details, error)
  }
  // 530: the vhost does not exist, or the login may not enter it.
  if (/NOT[-_]ALLOWED|\b530\b/.test(message)) {
    return new SyncError('BROKER_AUTH_FAILED', { ...details, vhost: 'missing or denied' }, error)
  }
  return new SyncError('BROKER_UNREACHABLE', details, error)
}
