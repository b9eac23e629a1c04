import { SyncError } from '@aaps-data/contracts'
import { brokerAddress } from './broker-url.ts'

/** What is wrong with a certificate, by the codes of Node. */
const certificateProblems: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  CERT_REVOKED: 'the certificate was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is of an unknown authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is of an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate is of an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate is of an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate is of an unknown authority',
}

/** The only place that knows how the client library words a refused or failed connection. */
export function brokerFailure(error: unknown, url: string | undefined): SyncError {
  if (error instanceof SyncError) return error
  const message = error instanceof Error ? error.message : String(error)
  const details = { address: url === undefined ? 'unknown' : brokerAddress(url) }
  const problem = tlsProblem(error)
  if (problem !== undefined)
    return new SyncError('BROKER_UNTRUSTED', { ...details, problem }, error)
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

function tlsProblem(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : ''
  const problem = certificateProblems[String(code)]
  if (problem !== undefined) return problem
  // Whatever else the TLS library has to say, such as an answer in another protocol.
  return /^(ERR_SSL_|EPROTO$)/.test(String(code)) ? 'TLS could not be agreed on' : undefined
}
