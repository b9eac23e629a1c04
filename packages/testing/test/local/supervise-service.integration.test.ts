import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { waitFor } from '@aaps-data/testing'
import { isAlive } from '../../../../deploy/local/process-alive.ts'
import {
  superviseService,
  type SupervisedService,
} from '../../../../deploy/local/supervise-service.ts'

describe('superviseService', () => {
  let folder: string
  let pids: number[]
  let messages: string[]
  let service: SupervisedService

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aaps-supervise-'))
    pids = []
    messages = []
  })

  afterEach(async () => {
    await service.stop(5000)
    rmSync(folder, { recursive: true })
  })

  const supervise = (cwd = folder): void => {
    service = superviseService(
      {
        name: 'worker',
        file: join(__dirname, '..', 'fixtures', 'wait-for-signal.js'),
        cwd,
        env: {},
        logFile: join(folder, 'worker.log'),
      },
      { onStart: (pid) => pids.push(pid), onEnd: (message) => messages.push(message) },
    )
  }
  const untilReady = (times: number): Promise<boolean> =>
    waitFor(() => readFileSync(join(folder, 'worker.log'), 'utf8').split('ready').length > times, {
      what: `start ${times}`,
    })

  it('starts a killed service again, tells so, and keeps what it wrote', async () => {
    supervise()
    await untilReady(1)
    process.kill(pids[0] ?? 0, 'SIGKILL')
    await untilReady(2)
    expect(pids).toHaveLength(2)
    expect(messages).toEqual([expect.stringMatching(/^worker ended \(SIGKILL\) .* in 1 s;/)])
  })

  it('does not start a stopped service again', async () => {
    supervise()
    await untilReady(1)
    await service.stop(5000)
    await service.stop(5000)
    expect(readFileSync(join(folder, 'worker.log'), 'utf8')).toContain('stopping')
    expect(isAlive(pids[0] ?? 0)).toBe(false)
    expect(messages).toEqual([])
  })

  it('starts nothing when it is stopped between an end and the next start', async () => {
    supervise()
    await untilReady(1)
    process.kill(pids[0] ?? 0, 'SIGKILL')
    await waitFor(() => messages.length > 0, { what: 'the end of the service' })
    await service.stop(5000)
    expect(pids).toHaveLength(1)
  })

  it('starts a service later that could not be started at first', async () => {
    const cwd = join(folder, 'not-there-yet')
    supervise(cwd)
    await waitFor(() => messages.length > 0, { what: 'the failure' })
    expect(messages).toEqual([expect.stringMatching(/^worker can't be started .*ENOENT.* in 1 s;/)])
    mkdirSync(cwd)
    await untilReady(1)
    expect(pids).toHaveLength(1)
  })

  it('stops at once a service that could not be started', async () => {
    supervise(join(folder, 'never-there'))
    await waitFor(() => messages.length > 0, { what: 'the failure' })
    await service.stop(5000)
    expect(pids).toEqual([])
  })
})
