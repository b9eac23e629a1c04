import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runLocalTool } from './local-tool.ts'
import { createAuthority, type Authority } from './make-certificate.ts'

/** How the broker's certificate is. */
export type CertificateState = 'good' | 'expired' | 'for another name'

export interface TlsBroker {
  /** `amqps`, without the authority that it takes to trust it. */
  readonly url: string
  /** The same broker, unencrypted. */
  readonly plainUrl: string
  readonly managementUrl: string
  readonly password: string
  /** The certificate of the private authority, in a file. */
  readonly caFile: string
  /** That of another authority, which has issued nothing. */
  readonly otherCaFile: string
  /** What it shows from the next connection on. */
  show(state: CertificateState): Promise<void>
  /** Ends it and removes what was made. */
  stop(): Promise<void>
}

const minuteMs = 60_000

/** Starts a RabbitMQ of its own on 127.0.0.1, with a private authority; its certificate is good. */
export async function startTlsBroker(): Promise<TlsBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'aaps-tls-'))
  const authority = createAuthority('AAPS test authority')
  const file = (name: string) => join(folder, name)
  await writeFile(file('ca.pem'), authority.certificate)
  await writeFile(file('other-ca.pem'), createAuthority('another authority').certificate)

  const show = async (state: CertificateState): Promise<void> => {
    const { certificate, key } = issue(authority, state)
    await writeFile(file('server.pem'), certificate)
    await writeFile(file('server-key.pem'), key)
  }
  await show('good')
  const tool = await runLocalTool<{
    readonly rabbitmq: {
      readonly url: string
      readonly managementUrl: string
      readonly password: string
      readonly tlsPort: number
    }
  }>(['hold', '--dir', file('stack'), '--parts', 'rabbitmq', '--certificates', folder])
  const { url: plainUrl, managementUrl, password, tlsPort } = tool.answer.rabbitmq
  const url = new URL(plainUrl)
  url.port = String(tlsPort)
  return {
    // The scheme of a URL that is none of the web's cannot be set.
    url: url.href.replace(/^amqp:/, 'amqps:'),
    plainUrl,
    managementUrl,
    password,
    caFile: file('ca.pem'),
    otherCaFile: file('other-ca.pem'),
    show,
    async stop() {
      await tool.release()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function issue(authority: Authority, state: CertificateState) {
  const now = Date.now()
  return authority.issue({
    commonName: 'broker',
    names: state === 'for another name' ? ['otro.example'] : ['localhost', '127.0.0.1'],
    from: new Date(now - 60 * minuteMs),
    until: new Date(now + (state === 'expired' ? -minuteMs : 60 * minuteMs)),
  })
}
