import type { WebSocket } from 'ws'
import type { Identity } from '../access/verify-credentials.ts'
import type { MonitorApp } from '../monitor-app.ts'
import { identityOf } from '../plugins/auth.ts'
import { ProblemError } from '../problem.ts'
import { Problem } from '../schemas/action.ts'
import { liveProtocol } from '../schemas/live.ts'

/** The WebSocket that browsers follow: a snapshot, then what changes. */
export function streamRoutes(
  app: MonitorApp,
  { follow }: { readonly follow: (socket: WebSocket, person: Identity) => void },
): void {
  app.route({
    method: 'GET',
    url: '/stream',
    schema: {
      tags: ['live'],
      summary: 'What changes, as it changes',
      description: `A WebSocket with the sub-protocol \`${liveProtocol}\`. The first frame is a snapshot of everything; each delta after it carries whole rows and follows from the frame before.`,
      response: { 400: Problem },
    },
    preValidation: (request, _reply, done) => {
      const offered = request.headers['sec-websocket-protocol']?.split(',') ?? []
      if (!offered.some((one) => one.trim() === liveProtocol)) throw upgradeRequired()
      done()
    },
    handler: () => {
      throw upgradeRequired()
    },
    wsHandler: (socket, request) => {
      follow(socket, identityOf(request))
    },
  })
}

function upgradeRequired(): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'UPGRADE_REQUIRED',
    title: 'This is a WebSocket',
    detail: `Its sub-protocol is ${liveProtocol}`,
  })
}
