import { describe, expect, it } from '@jest/globals'
import { createLogger, openAll, type Opened } from '../src/index.ts'

function aStory() {
  const closed: string[] = []
  const lines: string[] = []
  const log = createLogger({
    service: 'test',
    instance: 'one',
    level: 'info',
    destination: { write: (line) => lines.push(line) },
  })
  const open = (opened: Opened, name: string) =>
    opened.keep(name, name, async (part) => {
      await Promise.resolve()
      closed.push(part)
    })
  return { closed, lines, log, open }
}

describe('openAll', () => {
  it('closes in reverse order, once', async () => {
    const { closed, log, open } = aStory()
    const { value, stop } = await openAll(log, (opened) => {
      open(opened, 'ledger')
      open(opened, 'broker')
      return Promise.resolve(open(opened, 'health'))
    })
    expect(value).toBe('health')

    await Promise.all([stop(), stop()])

    expect(closed).toEqual(['health', 'broker', 'ledger'])
  })

  it('closes what was opened when a later step throws, and throws that', async () => {
    const { closed, log, open } = aStory()
    const opening = openAll(log, async (opened) => {
      open(opened, 'ledger')
      open(opened, 'broker')
      await Promise.resolve()
      throw new Error('the port is taken')
    })

    await expect(opening).rejects.toThrow('the port is taken')
    expect(closed).toEqual(['broker', 'ledger'])
  })

  it('closes the others when one fails and one never ends, and tells it', async () => {
    const { closed, lines, log, open } = aStory()
    const { stop } = await openAll(log, (opened) => {
      open(opened, 'ledger')
      opened.keep('relay', undefined, () => Promise.reject(new Error('stuck')))
      opened.keep('feed', undefined, () => new Promise(() => undefined), 10)
      opened.keep('timer', undefined, () => {
        throw new Error('broken')
      })
      return Promise.resolve()
    })

    await expect(stop()).rejects.toThrow('Not every part closed')

    expect(closed).toEqual(['ledger'])
    const told = lines.map((line) => (JSON.parse(line) as { part: string }).part)
    expect(told).toEqual(['timer', 'feed', 'relay'])
  })
})
