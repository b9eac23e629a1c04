import { createCipheriv, createDecipheriv, createHash, pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { OracleError } from '../oracle-error.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { message } from './codes.ts'

const derive = promisify(pbkdf2)
const verifier12c = 0x4815
const verifierRounds = 4096
const sessionRounds = 3

export type Pairs = ReadonlyMap<string, string>

/** What the server has said in the first half of a log-in, and needs for the second. */
export interface Challenge {
  readonly password: string | undefined
  readonly hash: Buffer
  readonly serverHalf: Buffer
  readonly salt: Buffer
  readonly pairs: readonly Pair[]
}

export type Pair = readonly [key: string, value: string, flag?: number]

export function readLogin(reader: ByteReader): { user: string; pairs: Pairs } {
  reader.byte()
  reader.count()
  reader.count()
  reader.byte()
  const count = reader.count()
  reader.raw(2)
  const user = reader.text()
  const pairs = new Map<string, string>()
  for (let index = 0; index < count; index += 1) {
    reader.count()
    const key = reader.text()
    pairs.set(key, reader.count() > 0 ? reader.text() : '')
    reader.count()
  }
  return { user, pairs }
}

export function writePairs(writer: ByteWriter, pairs: readonly Pair[]): void {
  writer.byte(message.parameter).count(pairs.length)
  for (const [key, value, flag = 0] of pairs) {
    writer.countedText(key).countedText(value).count(flag)
  }
}

/**
 * Challenges a client to prove its password, by the verifier of Oracle 12c. Who is not known is
 * challenged too, and learns nothing by it.
 */
export async function challenge(password: string | undefined): Promise<Challenge> {
  const [verifierSalt, salt, serverHalf] = [randomBytes(16), randomBytes(16), randomBytes(32)]
  const secret = password ?? randomBytes(16).toString('hex')
  const speedy = Buffer.concat([verifierSalt, Buffer.from('AUTH_PBKDF2_SPEEDY_KEY')])
  const key = await derive(secret, speedy, verifierRounds, 64, 'sha512')
  const hash = createHash('sha512').update(key).update(verifierSalt).digest().subarray(0, 32)
  return {
    password,
    hash,
    serverHalf,
    salt,
    pairs: [
      ['AUTH_SESSKEY', hex(encrypt(hash, serverHalf))],
      ['AUTH_VFR_DATA', hex(verifierSalt), verifier12c],
      ['AUTH_PBKDF2_CSK_SALT', hex(salt)],
      ['AUTH_PBKDF2_VGEN_COUNT', String(verifierRounds)],
      ['AUTH_PBKDF2_SDER_COUNT', String(sessionRounds)],
    ],
  }
}

/**
 * Checks the answer to a challenge, and gives the server's own proof that it knows the password. Throws
 * ORA-01017.
 */
export async function verifyAnswer(given: Challenge, pairs: Pairs): Promise<string> {
  const combined = await combinedKey(given, pairs.get('AUTH_SESSKEY') ?? '')
  const password = decryptPassword(combined, pairs.get('AUTH_PASSWORD') ?? '')
  if (given.password === undefined || password !== given.password) throw invalidLogin()
  const proof = [randomBytes(16), Buffer.from('SERVER_TO_CLIENT'), Buffer.alloc(16, 16)]
  return hex(encrypt(combined, Buffer.concat(proof)))
}

export function invalidLogin(): OracleError {
  return new OracleError(1017, 'invalid username/password; logon denied')
}

async function combinedKey({ hash, serverHalf, salt }: Challenge, half: string): Promise<Buffer> {
  const bytes = Buffer.from(half, 'hex')
  if (bytes.length === 0 || bytes.length % 16 !== 0) throw invalidLogin()
  const clientHalf = decrypt(hash, bytes).subarray(0, 32)
  const halves = hex(Buffer.concat([clientHalf, serverHalf]))
  return derive(halves, salt, sessionRounds, 32, 'sha512')
}

function decryptPassword(key: Buffer, text: string): string {
  const bytes = Buffer.from(text, 'hex')
  if (bytes.length < 32 || bytes.length % 16 !== 0) throw invalidLogin()
  const clear = decrypt(key, bytes)
  return clear.subarray(16, clear.length - clear.readUInt8(clear.length - 1)).toString('utf8')
}

function encrypt(key: Buffer, data: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(data), cipher.final()])
}

function decrypt(key: Buffer, data: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false)
  return Buffer.concat([decipher.update(data), decipher.final()])
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex').toUpperCase()
}
