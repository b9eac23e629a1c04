import { getEventListeners, getMaxListeners } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import { linkSignals } from '../src/index.ts'

describe('linkSignals', () => {
  const two = () => [new AbortController(), new AbortController()] as const
  const listeners = (...all: AbortController[]) =>
    all.flatMap(({ signal }) => getEventListeners(signal, 'abort'))

  it('aborts with the reason of the first that aborts', () => {
    const [a, b] = two()
    const { signal } = linkSignals([a.signal, b.signal])
    expect(signal.aborted).toBe(false)

    b.abort(new Error('second'))
    a.abort(new Error('first, but late'))

    expect(signal.reason).toEqual(new Error('second'))
  })

  it('is aborted at once when one of them is already', () => {
    const [a, b] = two()
    b.abort(new Error('before'))

    const { signal } = linkSignals([a.signal, b.signal])

    expect(signal.reason).toEqual(new Error('before'))
    expect(listeners(a, b)).toEqual([])
  })

  it('may be linked to one signal by all the slots of a process, without a warning', () => {
    const [a, b] = two()
    linkSignals([a.signal, b.signal])
    expect([a, b].map(({ signal }) => getMaxListeners(signal))).toEqual([1_000, 1_000])
  })

  it('leaves nothing behind at the signals, once unlinked or aborted', () => {
    const [a, b] = two()
    const unlinked = linkSignals([a.signal, b.signal])
    unlinked.unlink()
    unlinked.unlink()
    expect(listeners(a, b)).toEqual([])

    linkSignals([a.signal, b.signal])
    a.abort()
    expect(listeners(a, b)).toEqual([])
    expect(unlinked.signal.aborted).toBe(false)
  })
})
