import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isIPv4 } from 'node:net'

/** A certificate and its key, as PEM files hold them. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

interface CertificateWish {
  readonly commonName: string
  /** Names and IPv4 addresses that it is good for. */
  readonly names: readonly string[]
  readonly from: Date
  readonly until: Date
}

export interface Authority {
  /** The certificate of the authority itself. */
  readonly certificate: string
  issue(wish: CertificateWish): Certificate
}

const dayMs = 86_400_000

/** An authority of the test's own, good for a day. Needs no program but Node. */
export function createAuthority(commonName: string): Authority {
  const { privateKey, publicKey } = newKey()
  const now = Date.now()
  const own = certificateOf({
    subject: commonName,
    issuer: commonName,
    publicKey,
    signer: privateKey,
    from: new Date(now - dayMs),
    until: new Date(now + dayMs),
    // Basic constraints, critical: it may sign others.
    extensions: [sequence(oid('2.5.29.19'), yes, octets(sequence(yes)))],
  })
  return {
    certificate: own,
    issue({ commonName: subject, names, from, until }) {
      const pair = newKey()
      const certificate = certificateOf({
        subject,
        issuer: commonName,
        publicKey: pair.publicKey,
        signer: privateKey,
        from,
        until,
        extensions: [sequence(oid('2.5.29.17'), octets(sequence(...names.map(alternativeName))))],
      })
      const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      return { certificate, key }
    },
  }
}

function newKey(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
}

// X.509 in DER, RFC 5280, section 4.1.
function certificateOf({
  subject,
  issuer,
  publicKey,
  signer,
  from,
  until,
  extensions,
}: {
  readonly subject: string
  readonly issuer: string
  readonly publicKey: KeyObject
  readonly signer: KeyObject
  readonly from: Date
  readonly until: Date
  readonly extensions: readonly Buffer[]
}): string {
  const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))
  const version3 = tagged(0xa0, tagged(0x02, Buffer.from([2])))
  // A first byte that is neither 0 nor above 127: the number is positive and written shortest.
  const serial = tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]))
  const toBeSigned = sequence(
    version3,
    serial,
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(time(from), time(until)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', toBeSigned, signer)
  const whole = sequence(toBeSigned, ecdsaWithSha256, bits(signature))
  const lines = whole.toString('base64').replaceAll(/.{64}(?!$)/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}

const yes = tagged(0x01, Buffer.from([0xff]))

function nameOf(commonName: string): Buffer {
  const text = tagged(0x0c, Buffer.from(commonName))
  return sequence(tagged(0x31, sequence(oid('2.5.4.3'), text)))
}

function alternativeName(name: string): Buffer {
  return isIPv4(name)
    ? tagged(0x87, Buffer.from(name.split('.').map(Number)))
    : tagged(0x82, Buffer.from(name))
}

function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return tagged(0x17, Buffer.from(digits.slice(2)))
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...others.flatMap(inSevens)]))
}

function inSevens(number: number): number[] {
  const rest = Math.floor(number / 128)
  return rest === 0 ? [number] : [...inSevens(rest).map((part) => part | 0x80), number % 128]
}

function bits(content: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([0]), content]))
}

function octets(content: Buffer): Buffer {
  return tagged(0x04, content)
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
