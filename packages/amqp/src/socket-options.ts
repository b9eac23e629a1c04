import { readFile } from 'node:fs/promises'
import { SyncError } from '@aaps-data/contracts'
import { brokerAddress } from './broker-url.ts'

/** What the client library passes on to Node's sockets. */
interface SocketOptions {
  readonly rejectUnauthorized?: true
  readonly ca?: string
}

/**
 * How to open the socket to one URL. An `amqps` broker has to show a certificate for its name in
 * the URL, made by an authority of the file that the URL's `cacertfile` names, or else of those
 * that Node trusts; nothing in the environment turns that off. The file is read for each
 * connection, so a new one needs no restart. Throws `BROKER_UNTRUSTED` when it holds none, or is
 * named by an `amqp` URL, which would go unencrypted.
 */
export async function socketOptions(url: string): Promise<SocketOptions> {
  // The client library refuses what is no URL; an error of ours would carry it.
  if (!URL.canParse(url)) return {}
  const { protocol, searchParams } = new URL(url)
  const caFile = searchParams.get('cacertfile')
  if (protocol !== 'amqps:') {
    if (caFile === null) return {}
    throw untrusted(url, { problem: 'cacertfile is set, but the URL does not begin with amqps' })
  }
  if (caFile === null) return { rejectUnauthorized: true }
  return { rejectUnauthorized: true, ca: await readAuthorities(url, caFile) }
}

async function readAuthorities(url: string, caFile: string): Promise<string> {
  let text: string
  try {
    text = await readFile(caFile, 'utf8')
  } catch (error) {
    throw untrusted(url, { problem: 'cacertfile cannot be read', caFile }, error)
  }
  // Node takes an empty list as none at all, and trusts every public authority.
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw untrusted(url, { problem: 'cacertfile holds no certificate in PEM form', caFile })
}

function untrusted(
  url: string,
  details: { readonly problem: string; readonly caFile?: string },
  cause?: unknown,
): SyncError {
  return new SyncError('BROKER_UNTRUSTED', { address: brokerAddress(url), ...details }, cause)
}
