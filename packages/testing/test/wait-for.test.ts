import { describe, expect, it } from '@jest/globals'
import { waitFor } from '@aaps-data/testing'

describe('waitFor', () => {
  it('gives the first answer that is neither undefined, null nor false', async () => {
    const answers = [undefined, null, false, 0]
    expect(await waitFor(() => answers.shift(), { what: 'zero', intervalMs: 1 })).toBe(0)
  })

  it('asks again when the condition throws', async () => {
    let calls = 0
    const condition = (): boolean => {
      calls += 1
      if (calls < 3) throw new Error('not yet')
      return true
    }
    expect(await waitFor(condition, { what: 'the third call', intervalMs: 1 })).toBe(true)
  })

  it('names what it waited for and the last answer when the deadline passes', async () => {
    await expect(
      waitFor(() => false, { what: 'a row in runs', timeoutMs: 20, intervalMs: 1 }),
    ).rejects.toThrow('Waited 20 ms in vain for a row in runs: the last answer was false')
  })

  it('keeps the last error as the cause when the deadline passes', async () => {
    const failure = new Error('connection refused')
    await expect(
      waitFor(() => Promise.reject(failure), { what: 'a server', timeoutMs: 20, intervalMs: 1 }),
    ).rejects.toMatchObject({ cause: failure })
  })
})
