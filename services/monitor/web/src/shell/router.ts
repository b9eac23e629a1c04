import { signal } from '@preact/signals'
import { parseRoute, type Route } from './route.ts'

const base = new URL(document.baseURI)

function currentRoute(): Route {
  const { pathname, search } = window.location
  return parseRoute(pathname.slice(base.pathname.length), new URLSearchParams(search))
}

export const route = signal<Route>(currentRoute())
const firstRoute = route.peek()

/** True when the reader is no longer where the page was loaded. */
export function followedLink(): boolean {
  return route.peek() !== firstRoute
}

/** Shows another address of the page, without loading it. */
export function goTo(href: string, { replace = false } = {}): void {
  const url = new URL(href, base)
  if (replace) history.replaceState(null, '', url)
  else history.pushState(null, '', url)
  const before = route.value.page
  route.value = currentRoute()
  if (before !== route.value.page || !replace) window.scrollTo(0, 0)
}

function followLink(event: MouseEvent): void {
  const link = (event.target as Element).closest('a')
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
  if (link === null || !plain || event.altKey || event.defaultPrevented) return
  const url = new URL(link.href)
  const ours = url.origin === base.origin && url.pathname.startsWith(base.pathname)
  if (!ours || link.target !== '' || url.pathname.includes('/api/')) return
  event.preventDefault()
  goTo(url.href)
}

/** From now on links within the page, and the browser's back and forward, change the route. */
export function followLinks(): void {
  document.addEventListener('click', followLink)
  window.addEventListener('popstate', () => {
    route.value = currentRoute()
  })
}
