import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { link } from '../../live/live.ts'
import { callApi } from '../../session/api.ts'

interface PagedRows<Page> {
  /** Those that were read for the address at hand; while another is read, those before it. */
  readonly pages: readonly Page[]
  readonly status: 'reading' | 'ready' | 'failed'
  /** Reads the page behind the last one, or again what could not be read. */
  readonly readMore: () => void
}

/**
 * A list of the API that is read page by page, anew when its address or `version` changes and when
 * the monitor is back.
 */
export function usePagedRows<Page extends { readonly next: string | null }>(
  address: string,
  version: number,
): PagedRows<Page> {
  const pages = useSignal<readonly Page[]>([])
  const status = useSignal<PagedRows<Page>['status']>('reading')
  const reading = useSignal<AbortController | undefined>(undefined)

  async function read(known: readonly Page[]): Promise<void> {
    reading.peek()?.abort()
    const current = new AbortController()
    reading.value = current
    status.value = 'reading'
    const after = known.at(-1)?.next
    const from = after === undefined || after === null ? '' : `&after=${encodeURIComponent(after)}`
    try {
      const page = await callApi<Page>(address + from, { signal: current.signal })
      if (current.signal.aborted) return
      pages.value = [...known, page]
      status.value = 'ready'
    } catch {
      if (!current.signal.aborted) status.value = 'failed'
    }
  }

  const isLost = link.value === 'lost'
  useEffect(() => {
    if (isLost) return
    void read([])
    return () => reading.peek()?.abort()
  }, [address, version, isLost])

  return {
    pages: pages.value,
    status: status.value,
    readMore: () => void read(pages.peek()),
  }
}
