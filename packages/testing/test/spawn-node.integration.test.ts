import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { spawnNode, type SpawnedProcess } from '@aaps-data/testing'

const start = (...args: string[]): SpawnedProcess =>
  spawnNode({ file: join(__dirname, 'fixtures', 'wait-for-signal.js'), args })

describe('spawnNode', () => {
  it('gives a line that was written before or comes later', async () => {
    const child = start()
    expect(await child.waitForLine(/^ready/)).toBe('ready')
    expect(await child.waitForLine(/^ready/)).toBe('ready')
    await child.kill()
  })

  it('gives nothing of the environment but what it was given', async () => {
    const child = start()
    expect(await child.waitForLine(/^variables/)).toBe('variables LANG PATH')
    await child.kill()
  })

  it('stops by SIGTERM and gives the exit status', async () => {
    const child = start()
    await child.waitForLine(/^ready/)
    expect(await child.stop()).toBe(7)
    expect(child.lines).toContain('stopping')
  })

  it('shows the last lines when the process ends without the line', async () => {
    const child = start('fail')
    await expect(child.waitForLine(/^never/)).rejects.toThrow(
      /ended without writing .*never.*\n.*out of order/s,
    )
  })

  it('shows the last lines when the line does not come in time', async () => {
    const child = start()
    await child.waitForLine(/^ready/)
    await expect(child.waitForLine(/^never/, { timeoutMs: 20 })).rejects.toThrow(
      /within 20 ms.*ready/s,
    )
    await child.kill()
    expect(child.process.signalCode).toBe('SIGKILL')
  })
})
