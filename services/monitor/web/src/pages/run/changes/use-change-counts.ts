import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RunChangeCounts } from '../../../../../src/schemas/change.ts'
import type { RunDetail } from '../../../../../src/schemas/run.ts'
import { link } from '../../../live/live.ts'
import { callApi } from '../../../session/api.ts'

/** How many changes of a run were kept; undefined until the monitor has answered. */
export function useChangeCounts({
  id,
  seq,
}: Pick<RunDetail, 'id' | 'seq'>): readonly RunChangeCounts[] | undefined {
  const counts = useSignal<readonly RunChangeCounts[] | undefined>(undefined)
  useEffect(() => {
    const leaving = new AbortController()
    callApi<RunChangeCounts[]>(`runs/${id}/changes/counts`, { signal: leaving.signal }).then(
      (read) => (counts.value = read),
      // The list beside says so, and offers to try again.
      () => undefined,
    )
    return () => {
      leaving.abort()
    }
  }, [id, seq, link.value])
  return counts.value
}
