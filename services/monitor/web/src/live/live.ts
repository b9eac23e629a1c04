import { computed, signal } from '@preact/signals'
import { apiUrl } from '../session/api.ts'
import { applyFrame, type LiveModel } from './apply-frame.ts'
import { openStream } from './open-stream.ts'

/** What the monitor says; undefined until the first snapshot. Kept while the link is down. */
export const live = signal<LiveModel | undefined>(undefined)
export const link = signal<'connecting' | 'connected' | 'lost'>('connecting')
/** The monitor's clock when it was last heard, in milliseconds. */
export const heardAt = signal(0)
/** The monitor's clock now, in milliseconds; moves each second while the page is seen. */
export const now = signal(Date.now())

export const brokerDown = computed(() => live.value?.brokerConnected === false)
/** The monitor cannot read the ledger: what is shown stands still, whatever the link does. */
export const ledgerDown = computed(() => live.value?.ledgerConnected === false)
/** What is shown may no longer be so. */
export const outdated = computed(() => link.value === 'lost' || ledgerDown.value)

let skewMs = 0
const readClock = (): void => {
  now.value = Date.now() + skewMs
}

/** Starts to follow the monitor and its clock; once, at the start of the page. */
export function followMonitor(): void {
  const url = new URL(apiUrl('stream'))
  url.protocol = url.protocol.replace('http', 'ws')
  openStream({
    url: url.href,
    onFrame: (frame) => {
      const next = applyFrame(live.value, frame)
      if (next === 'gap') return false
      const heard = new Date(frame.now).getTime()
      skewMs = heard - Date.now()
      live.value = next
      heardAt.value = heard
      readClock()
      return true
    },
    onLink: (connected) => {
      link.value = connected ? 'connected' : 'lost'
    },
  })
  window.setInterval(() => {
    if (document.visibilityState === 'visible') readClock()
  }, 1_000)
}
