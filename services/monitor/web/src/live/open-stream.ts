import type { LiveFrame } from '../../../src/schemas/live.ts'
import { reconnectDelayMs } from './reconnect-delay.ts'

const silenceLimitMs = 12_000
const protocol = 'monitor.v1+json'

interface StreamOptions {
  readonly url: string
  /** Answers false when the frame does not follow from the ones before. */
  readonly onFrame: (frame: LiveFrame) => boolean
  readonly onLink: (connected: boolean) => void
}

/**
 * Follows the monitor for as long as the page lives. A link that breaks, is silent for 12 s or
 * misses a frame is opened again: after a delay with jitter, for ever, and at once when the browser
 * is online again or the page comes to the front.
 */
export function openStream({ url, onFrame, onLink }: StreamOptions): void {
  let socket: WebSocket | undefined
  let failures = 0
  let silence: number | undefined
  let retry: number | undefined

  const drop = (): void => {
    clearTimeout(silence)
    const dropped = socket
    socket = undefined
    dropped?.close()
  }
  const reconnectLater = (): void => {
    drop()
    onLink(false)
    clearTimeout(retry)
    retry = window.setTimeout(connect, reconnectDelayMs(failures, Math.random()))
    failures += 1
  }
  const listenForSilence = (): void => {
    clearTimeout(silence)
    silence = window.setTimeout(reconnectLater, silenceLimitMs)
  }
  const connect = (): void => {
    clearTimeout(retry)
    const opened = new WebSocket(url, protocol)
    socket = opened
    listenForSilence()
    opened.addEventListener('message', ({ data }: MessageEvent<string>) => {
      if (opened !== socket) return
      listenForSilence()
      const frame = JSON.parse(data) as LiveFrame
      if (!onFrame(frame)) {
        reconnectLater()
      } else if (frame.t === 'snapshot') {
        failures = 0
        onLink(true)
      }
    })
    opened.addEventListener('close', () => {
      if (opened === socket) reconnectLater()
    })
  }
  const connectNow = (): void => {
    if (socket === undefined && document.visibilityState === 'visible') connect()
  }

  window.addEventListener('online', connectNow)
  document.addEventListener('visibilitychange', connectNow)
  connect()
}
