import type { FastifyRequest } from 'fastify'
import { basicCredentials } from '../access/basic-credentials.ts'
import { isAllowed, leastRoleFor, type Action } from '../access/roles.ts'
import { createThrottle } from '../access/throttle.ts'
import type { Identity, VerifyCredentials } from '../access/verify-credentials.ts'
import type { MonitorApp } from '../monitor-app.ts'
import { ProblemError } from '../problem.ts'
import type { AuditRecord } from '../store/write-audit.ts'

const writesPerMinute = 60
/** Entries of refused logins: the log must not grow by as much as somebody tries. */
const refusedLoginsPerMinute = 30
const actorLength = 100

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What somebody does who calls the route; `view` unless it says. */
    action?: Action
    /** Whether anybody may call it without a name. */
    isPublic?: boolean
  }
  interface FastifyRequest {
    identity: Identity | null
  }
}

export interface AuthOptions {
  readonly verifyCredentials: VerifyCredentials
  /** Writes down that somebody was refused, or did not know the password. */
  readonly audit: (record: AuditRecord) => Promise<void>
}

/** Who is asking. Every route that is not public knows. */
export function identityOf(request: FastifyRequest): Identity {
  if (request.identity === null) throw new Error('The route is public')
  return request.identity
}

/**
 * Tells the log and the audit log of a refused login: each name and address once a minute, and at
 * most thirty in all; a log that cannot be written never changes the answer.
 */
function createLoginRefusals(
  audit: AuthOptions['audit'],
): (request: FastifyRequest, name: string) => void {
  const window = { windowMs: 60_000, nowMs: () => performance.now() }
  const inAll = createThrottle({ limit: refusedLoginsPerMinute, maxKeys: 1, ...window })
  const each = createThrottle({ limit: 1, maxKeys: 1_000, ...window })
  return (request, name) => {
    const actor = name.slice(0, actorLength)
    request.log.warn({ user: actor, address: request.ip }, 'Login refused')
    const key = `${request.ip} ${actor}`
    if (inAll.retryAfterSeconds('') > 0 || each.retryAfterSeconds(key) > 0) return
    inAll.count('')
    each.count(key)
    const where = { subject: 'login', address: request.ip }
    const record = { actor, role: null, action: 'login', ...where, outcome: 'refused' } as const
    audit(record).catch((err: unknown) => {
      request.log.error({ err, record }, 'Audit entry could not be written')
    })
  }
}

/**
 * Lets nobody in without a name and a password (HTTP basic), and nobody do what their role does not
 * allow; that is answered 403 and written to the audit log. A route that changes something has to
 * say which action it is, or the application does not start.
 */
export function requireAuth(app: MonitorApp, { verifyCredentials, audit }: AuthOptions): void {
  const writes = createThrottle({
    limit: writesPerMinute,
    windowMs: 60_000,
    maxKeys: 1_000,
    nowMs: () => performance.now(),
  })

  const refuseLogin = createLoginRefusals(audit)

  async function identify(request: FastifyRequest): Promise<Identity> {
    const credentials = basicCredentials(request.headers.authorization)
    const identity =
      credentials && (await verifyCredentials({ ...credentials, address: request.ip }))
    if (identity !== undefined) return identity
    if (credentials !== undefined) refuseLogin(request, credentials.name)
    throw new ProblemError({ status: 401, code: 'UNAUTHENTICATED', title: 'Name and password' })
  }

  app.decorateRequest('identity', null)
  app.addHook('onRoute', ({ method, url, config }) => {
    const reads = [method].flat().every((one) => /^(GET|HEAD|OPTIONS)$/i.test(one))
    if (!reads && config?.action === undefined) throw new Error(`${url} names no action`)
  })
  app.addHook('onRequest', async (request) => {
    const { isPublic = false, action = 'view' } = request.routeOptions.config
    if (isPublic) return
    const identity = await identify(request)
    request.identity = identity
    const isRefused = !isAllowed(identity.role, action)
    if (!isRefused && (request.method === 'GET' || request.method === 'HEAD')) return

    const retryAfterSeconds = writes.retryAfterSeconds(identity.name)
    if (retryAfterSeconds > 0) {
      const title = 'Too many requests'
      throw new ProblemError({ status: 429, code: 'TOO_MANY_TRIES', title, retryAfterSeconds })
    }
    writes.count(identity.name)
    if (!isRefused) return
    await audit({
      actor: identity.name,
      role: identity.role,
      action,
      subject: subjectOf(request),
      address: request.ip,
      outcome: 'refused',
    })
    throw new ProblemError({
      status: 403,
      code: 'FORBIDDEN',
      title: 'Your role does not allow this',
      detail: `It takes the role ${leastRoleFor(action)}`,
    })
  })
}

function subjectOf(request: FastifyRequest): string {
  const { name } = request.params as { readonly name?: string }
  return (name ?? request.routeOptions.url ?? '').slice(0, 100)
}
