import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RunDetail } from '../../../../src/schemas/run.ts'
import { ledgerDown, link, live } from '../../live/live.ts'
import { ApiError, callApi } from '../../session/api.ts'

const acceptedPollMs = 2_000

interface ReadRun {
  readonly run: RunDetail | undefined
  readonly problem: 'missing' | 'unreachable' | undefined
}

/**
 * A run with all that is known of it, read again whenever the live stream tells of a change, and
 * every 2 s while only the broker has it. What was read stays shown while the monitor is away.
 */
export function useRunDetail(id: string): ReadRun {
  const run = useSignal<RunDetail | undefined>(undefined)
  const problem = useSignal<ReadRun['problem']>(undefined)
  const summary = live.value?.runs.get(id)
  const accepted = run.value?.state === 'accepted'

  useEffect(() => {
    const leaving = new AbortController()
    const read = async (): Promise<void> => {
      try {
        run.value = await callApi<RunDetail>(`runs/${encodeURIComponent(id)}`, {
          signal: leaving.signal,
        })
        problem.value = undefined
      } catch (error) {
        if (leaving.signal.aborted) return
        const missing = error instanceof ApiError && [400, 404].includes(error.status)
        problem.value = missing ? 'missing' : 'unreachable'
      }
    }
    void read()
    const timer = accepted ? setInterval(() => void read(), acceptedPollMs) : undefined
    return () => {
      leaving.abort()
      clearInterval(timer)
    }
  }, [id, summary?.seq, summary?.state, accepted, link.value, ledgerDown.value])

  const read = run.value
  // The stream is ahead of the answer for a moment; the newer reading counts.
  const newest =
    read !== undefined && summary !== undefined && summary.seq > read.seq
      ? { ...read, ...summary }
      : read
  return { run: newest, problem: problem.value }
}
