import { useEffect, useRef } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { live } from '../live/live.ts'
import { summariseHealth } from '../pages/status/summarise-health.ts'
import { followedLink, route } from './router.ts'

const appName = 'AAPS-DATA Sync'
let focusedRoute = route.peek()

/** The tab says how many datasets need a person, so that it is seen from another tab. */
function documentTitle(title: string): string {
  const failing = summariseHealth(live.value?.datasets ?? []).counts.failing
  return `${failing > 0 ? `(${failing}) ` : ''}${title} · ${appName}`
}

interface PageHeadingProps {
  readonly title: string
  readonly children?: ComponentChildren
}

/**
 * The heading of a page. It names the document and, after a link within the page was followed,
 * takes the focus, as the loading of a new document would.
 */
export function PageHeading({ title, children }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const name = documentTitle(title)
  useEffect(() => {
    document.title = name
  }, [name])
  useEffect(() => {
    const isElsewhere = route.peek() !== focusedRoute
    // The heading that had the focus may just have been replaced by this one.
    const isLost = followedLink() && document.activeElement === document.body
    if (isElsewhere || isLost) heading.current?.focus({ preventScroll: true })
    focusedRoute = route.peek()
  }, [])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  )
}
