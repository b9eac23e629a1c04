import { effect } from '@preact/signals'
import { live } from '../live/live.ts'
import { summariseHealth } from '../pages/status/summarise-health.ts'

const icons = { failing: 'failing', late: 'late', never: 'fresh', fresh: 'fresh' } as const

/** The tab's icon shows the worst health of any dataset, from now on. */
export function showFavicon(): void {
  effect(() => {
    const { worst } = summariseHealth(live.value?.datasets ?? [])
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]')
    link?.setAttribute('href', `favicon-${icons[worst]}.svg`)
  })
}
