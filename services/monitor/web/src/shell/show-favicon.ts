import { effect } from '@preact/signals'
import { ledgerDown, live } from '../live/live.ts'
import { summariseHealth } from '../pages/status/summarise-health.ts'

const icons = { failing: 'failing', late: 'late', never: 'fresh', fresh: 'fresh' } as const

/** The tab's icon shows the worst health of any dataset, or that it is not known, from now on. */
export function showFavicon(): void {
  effect(() => {
    const { worst } = summariseHealth(live.value?.datasets ?? [])
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]')
    const icon = ledgerDown.value ? 'failing' : icons[worst]
    link?.setAttribute('href', `favicon-${icon}.svg`)
  })
}
