import { createHmac, randomBytes } from 'node:crypto'
import { verifyPassword, type User } from '@aaps-data/ledger'
import { ProblemError } from '../problem.ts'
import type { Role } from '../schemas/action.ts'
import { createCheckGate } from './check-gate.ts'
import { createThrottle } from './throttle.ts'

const rememberedMs = 30_000
const rememberedMost = 1_000
const failuresOfName = 10
const failuresOfAddress = 50
const failureWindowMs = 5 * 60_000
const failingKeysMost = 10_000
/** Each check of a password takes 32 MiB and one of the four threads for a while. */
const checks = { atOnce: 4, perAddress: 2, waitingPerAddress: 16, waitingMost: 256 }

/** A hash that no password has, so that an unknown name costs as much time as a wrong password. */
const nobodysHash = `scrypt$32768$8$1$${'A'.repeat(22)}$${'A'.repeat(43)}`

export interface Identity {
  readonly name: string
  readonly role: Role
}

interface VerifierOptions {
  readonly findUser: (name: string) => Promise<User | undefined>
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number
}

interface Credentials {
  readonly name: string
  readonly password: string
  /** From where; failures count for an address and a name together, and for an address. */
  readonly address: string
}

export type VerifyCredentials = (credentials: Credentials) => Promise<Identity | undefined>

/**
 * A function that says who somebody is, or undefined. Credentials that were right are remembered
 * for 30 s by a keyed hash, so a change of password or role is seen within that time.
 *
 * It throws a problem with status 429 after ten failures of one name from one address within five
 * minutes, after fifty failures from one address, and when too many checks wait. Checks are
 * shared out by address, so nobody keeps the others out by trying.
 */
export function createCredentialVerifier({ findUser, nowMs }: VerifierOptions): VerifyCredentials {
  const secret = randomBytes(32)
  const remembered = new Map<string, { readonly identity: Identity; readonly untilMs: number }>()
  const checking = new Map<string, Promise<Identity | undefined>>()
  const gate = createCheckGate(checks)
  const window = { windowMs: failureWindowMs, maxKeys: failingKeysMost, nowMs }
  const ofName = createThrottle({ limit: failuresOfName, ...window })
  const ofAddress = createThrottle({ limit: failuresOfAddress, ...window })

  function remember(key: string, identity: Identity): void {
    remembered.delete(key)
    const [oldest] = remembered.keys()
    if (remembered.size >= rememberedMost && oldest !== undefined) remembered.delete(oldest)
    remembered.set(key, { identity, untilMs: nowMs() + rememberedMs })
  }

  async function check({ name, password, address }: Credentials): Promise<Identity | undefined> {
    if (!(await gate.enter(address))) throw tooManyTries(1)
    try {
      const user = await findUser(name)
      const isRight = await verifyPassword(password, user?.passwordHash ?? nobodysHash)
      return isRight && user !== undefined ? { name: user.name, role: user.role } : undefined
    } finally {
      gate.leave(address)
    }
  }

  async function checkAndCount(
    key: string,
    credentials: Credentials,
  ): Promise<Identity | undefined> {
    const { name, address } = credentials
    const tried = `${address} ${name}`
    const retryAfterSeconds = Math.max(
      ofName.retryAfterSeconds(tried),
      ofAddress.retryAfterSeconds(address),
    )
    if (retryAfterSeconds > 0) throw tooManyTries(retryAfterSeconds)
    const identity = await check(credentials)
    if (identity === undefined) {
      ofName.count(tried)
      ofAddress.count(address)
      return undefined
    }
    ofName.forget(tried)
    remember(key, identity)
    return identity
  }

  return async (credentials) => {
    const { name, password, address } = credentials
    const key = createHmac('sha256', secret).update(`${name}\0${password}`).digest('base64')
    const known = remembered.get(key)
    if (known !== undefined && known.untilMs > nowMs()) return known.identity
    // A page asks for several things at once; they wait for one check.
    const same = `${address} ${key}`
    const underWay = checking.get(same)
    if (underWay !== undefined) return underWay
    const checked = checkAndCount(key, credentials).finally(() => checking.delete(same))
    checking.set(same, checked)
    return checked
  }
}

function tooManyTries(retryAfterSeconds: number): ProblemError {
  return new ProblemError({
    status: 429,
    code: 'TOO_MANY_TRIES',
    title: 'Too many tries',
    detail: 'Wait and try again',
    retryAfterSeconds,
  })
}
