import websocket from '@fastify/websocket'
import type { MonitorApp } from '../monitor-app.ts'
import { liveProtocol } from '../schemas/live.ts'

const bytesFromBrowserMost = 1_024

/** Makes WebSocket routes possible. Nothing is compressed: it would cost memory for each browser. */
export async function allowWebSockets(app: MonitorApp): Promise<void> {
  await app.register(websocket, {
    options: {
      maxPayload: bytesFromBrowserMost,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(liveProtocol) ? liveProtocol : false),
    },
  })
}
