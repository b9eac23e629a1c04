import { once } from 'node:events'
import { waitFor } from '@aaps-data/testing'
import { WebSocket } from 'ws'
import type { Monitor } from '../src/open-monitor.ts'
import { liveProtocol, type LiveFrame } from '../src/schemas/live.ts'
import { applyFrame } from './live-model.ts'
import { basic } from './monitor-under-test.ts'

export interface Browser {
  readonly socket: WebSocket
  readonly frames: readonly LiveFrame[]
  /** What the page would show now. */
  model(): ReturnType<typeof applyFrame>
  close(): Promise<void>
}

/** Follows a monitor as the page does. Rejects with the status when the upgrade is refused. */
export async function follow(
  monitor: Monitor,
  {
    as = 'vera',
    headers = {},
    protocols = [liveProtocol],
  }: { as?: string; headers?: Record<string, string>; protocols?: string[] } = {},
): Promise<Browser> {
  const url = `${monitor.url.replace('http', 'ws')}/api/v1/stream`
  const socket = new WebSocket(url, protocols, {
    headers: { authorization: basic(as), ...headers },
  })
  const frames: LiveFrame[] = []
  let model: ReturnType<typeof applyFrame> | undefined
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as LiveFrame
    frames.push(frame)
    model = applyFrame(model, frame)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  await waitFor(() => model, { what: 'the first snapshot' })
  return {
    socket,
    frames,
    model: () => {
      if (model === undefined) throw new Error('No snapshot yet')
      return model
    },
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}
