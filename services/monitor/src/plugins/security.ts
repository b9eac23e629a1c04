import helmet from '@fastify/helmet'
import type { FastifyRequest } from 'fastify'
import type { MonitorApp } from '../monitor-app.ts'
import { ProblemError } from '../problem.ts'

function isOwnOrigin(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host
}

function originRefused(): ProblemError {
  return new ProblemError({
    status: 403,
    code: 'ORIGIN_REFUSED',
    title: 'Only the page itself may do this',
  })
}

/**
 * Refuses what another site makes a browser send: browsers add the name and password of basic
 * authentication by themselves. Programs that are no browser send neither header and may write.
 */
function refuseOtherOrigins(request: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (origin !== undefined && !isOwnOrigin(origin, request.host)) throw originRefused()
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw originRefused()
}

function isWrite({ method }: FastifyRequest): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method)
}

/**
 * Headers that forbid the page everything it does not need, inline scripts and frames first, and
 * the refusal of cross-site writes and cross-site WebSockets.
 */
export async function secure(app: MonitorApp): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        // Widths of bars are style attributes.
        'style-src-attr': ["'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'manifest-src': ["'self'"],
        'base-uri': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    // The page is served by http in offices; whoever puts TLS before it adds this there.
    strictTransportSecurity: false,
    originAgentCluster: false,
    crossOriginOpenerPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  })
  app.addHook('onRequest', (request, _reply, done) => {
    if (isWrite(request) || request.ws) refuseOtherOrigins(request)
    if (isWrite(request) && !/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
      throw new ProblemError({
        status: 415,
        code: 'MEDIA_TYPE_REFUSED',
        title: 'The body has to be application/json',
      })
    }
    done()
  })
}
