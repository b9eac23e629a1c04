import { createHmac, randomBytes } from 'node:crypto'
import { verifyPassword, type User } from '@aaps-data/ledger'
import { ProblemError } from '../problem.ts'
import type { Role } from '../schemas/action.ts'
import { createThrottle } from './throttle.ts'

const rememberedMs = 30_000
const rememberedMost = 1_000
const failuresAllowed = 10
const failureWindowMs = 5 * 60_000
const failingKeysMost = 10_000
/** Checks of passwords under way or waiting. Each takes 32 MiB and a thread for a while. */
const checksMost = 16

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
  /** From where; failures count for an address and a name together. */
  readonly address: string
}

export type VerifyCredentials = (credentials: Credentials) => Promise<Identity | undefined>

/**
 * A function that says who somebody is, or undefined. Credentials that were right are remembered
 * for 30 s by a keyed hash, so a change of password or role is seen within that time. After ten
 * failures of one name from one address within five minutes it throws a problem with status 429.
 */
export function createCredentialVerifier({ findUser, nowMs }: VerifierOptions): VerifyCredentials {
  const secret = randomBytes(32)
  const remembered = new Map<string, { readonly identity: Identity; readonly untilMs: number }>()
  const failures = createThrottle({
    limit: failuresAllowed,
    windowMs: failureWindowMs,
    maxKeys: failingKeysMost,
    nowMs,
  })
  let checks = 0

  function remember(key: string, identity: Identity): void {
    remembered.delete(key)
    const [oldest] = remembered.keys()
    if (remembered.size >= rememberedMost && oldest !== undefined) remembered.delete(oldest)
    remembered.set(key, { identity, untilMs: nowMs() + rememberedMs })
  }

  async function check(name: string, password: string): Promise<Identity | undefined> {
    if (checks >= checksMost) throw tooManyTries(1)
    checks += 1
    try {
      const user = await findUser(name)
      const isRight = await verifyPassword(password, user?.passwordHash ?? nobodysHash)
      return isRight && user !== undefined ? { name: user.name, role: user.role } : undefined
    } finally {
      checks -= 1
    }
  }

  return async ({ name, password, address }) => {
    const key = createHmac('sha256', secret).update(`${name}\0${password}`).digest('base64')
    const known = remembered.get(key)
    if (known !== undefined && known.untilMs > nowMs()) return known.identity
    const tried = `${address} ${name}`
    const retryAfterSeconds = failures.retryAfterSeconds(tried)
    if (retryAfterSeconds > 0) throw tooManyTries(retryAfterSeconds)
    const identity = await check(name, password)
    if (identity === undefined) {
      failures.count(tried)
      return undefined
    }
    failures.forget(tried)
    remember(key, identity)
    return identity
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
