import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { spawnNode } from '@aaps-data/testing'
import { isAlive, isStillOurs, stopProcess } from '../../../../deploy/local/process-alive.ts'

const file = join(__dirname, '..', 'fixtures', 'wait-for-signal.js')

describe('the saved number of a process', () => {
  it('is still ours while the command line or the environment says so', async () => {
    const child = spawnNode({ file, env: { MARK: 'this-one' } })
    await child.waitForLine(/^ready/)
    const { pid } = child.process
    expect(isStillOurs(pid, { mark: file, file: 'cmdline' })).toBe(true)
    expect(isStillOurs(pid, { mark: '\0MARK=this-one\0', file: 'environ' })).toBe(true)
    expect(isStillOurs(pid, { mark: 'another', file: 'cmdline' })).toBe(false)
    await child.kill()
    expect(isStillOurs(pid, { mark: file, file: 'cmdline' })).toBe(false)
  })

  it('stops by the first signal that works', async () => {
    const child = spawnNode({ file })
    await child.waitForLine(/^ready/)
    const pid = child.process.pid ?? 0
    await stopProcess(pid, [
      { signal: 'SIGCONT', graceMs: 30 },
      { signal: 'SIGTERM', graceMs: 10_000 },
      { signal: 'SIGKILL', graceMs: 1000 },
    ])
    expect(isAlive(pid)).toBe(false)
    // The line may be on its way still when the process is gone.
    expect(await child.waitForLine(/^stopping/)).toBe('stopping')
  })
})
