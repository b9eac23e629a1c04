import { describe, expect, it } from '@jest/globals'
import { createPublishWindow } from '../src/publish-window.ts'

const longMs = 60_000

function aWindow({ size = 2, maxWaiting = 3, isOpen = (): boolean => true } = {}) {
  return createPublishWindow({ size, maxWaiting, isOpen })
}

describe('createPublishWindow', () => {
  it('gives a place that is left to who waits longest', async () => {
    const window = aWindow({ size: 1 })
    await window.enter(longMs)
    const entered: string[] = []
    const first = window.enter(longMs).then(() => entered.push('first'))
    const second = window.enter(longMs).then(() => entered.push('second'))

    window.leave()
    await first
    expect(entered).toEqual(['first'])
    window.leave()
    await second
    expect(entered).toEqual(['first', 'second'])
    expect(window.inFlight()).toBe(1)
  })

  it('turns a caller away when its time is over, and takes it out of the line', async () => {
    const window = aWindow({ size: 1 })
    await window.enter(longMs)

    expect(await window.enter(1)).toBe(false)
    expect(window.waiting()).toBe(0)
  })

  it('turns callers away at once when the line is full', async () => {
    const window = aWindow({ isOpen: () => false, maxWaiting: 3 })
    const waiting = [1, 2, 3].map(() => window.enter(longMs))

    expect(await window.enter(longMs)).toBe(false)
    expect(window.waiting()).toBe(3)

    window.close()
    expect(await Promise.all(waiting)).toEqual([false, false, false])
  })

  it('holds everyone back while the gate is closed and lets in as many as there are places', async () => {
    let isOpen = false
    const window = aWindow({ size: 2, isOpen: () => isOpen })
    const waiting = [1, 2, 3].map(() => window.enter(longMs))
    expect(window.inFlight()).toBe(0)

    isOpen = true
    window.admit()

    expect(window.inFlight()).toBe(2)
    expect(window.waiting()).toBe(1)
    window.close()
    expect(await Promise.all(waiting)).toEqual([true, true, false])
  })
})
