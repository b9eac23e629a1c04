import { describe, expect, it } from '@jest/globals'
import { SyncError } from '@aaps-data/contracts'
import { createAlarm, type RunRecord } from '@aaps-data/ledger'
import { followRun } from '../src/run/follow-run.ts'
import { aRun } from './some-runs.ts'

type Answer = RunRecord | undefined | Error

/** Follows a run through the answers of a ledger, a second apart by the clock that is given. */
async function follow(answers: readonly Answer[], secondsApart = 1) {
  const seen: (string | undefined)[] = []
  const alarm = createAlarm()
  let asked = 0
  const run = await followRun({
    findRun: () => {
      const answer = answers[asked]
      asked += 1
      alarm.ring()
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    onAnswer: (answer) => seen.push(answer?.state),
    alarm,
    pollMs: 60_000,
    patienceMs: 60_000,
    signal: new AbortController().signal,
    now: () => new Date(asked * secondsApart * 1_000),
  })
  return { run, seen }
}

const away = new SyncError('TARGET_UNREACHABLE')

describe('followRun', () => {
  it('goes on until the run has ended, also through retries', async () => {
    const states = ['queued', 'running', 'waiting', 'queued', 'running', 'succeeded'] as const
    const { run, seen } = await follow([undefined, ...states.map((state) => aRun({ state }))])
    expect(run?.state).toBe('succeeded')
    expect(seen).toEqual([undefined, ...states])
  })

  it('ends when a person has to decide', async () => {
    const { run } = await follow([aRun({ state: 'held' })])
    expect(run?.state).toBe('held')
  })

  it('bears with a ledger that is away for a while', async () => {
    const { run, seen } = await follow([away, away, aRun()])
    expect(run?.state).toBe('succeeded')
    expect(seen).toEqual(['succeeded'])
  })

  it('fails when the ledger stays away', async () => {
    await expect(follow([away, away, away], 40)).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
    })
  })

  it('fails at once with a ledger that is not as it should be', async () => {
    await expect(follow([new Error('relation sync.runs does not exist')])).rejects.toThrow(
      'sync.runs',
    )
  })

  it('asks nothing more after an abort', async () => {
    const interrupted = new AbortController()
    const alarm = createAlarm()
    let asked = 0
    const run = await followRun({
      findRun: () => {
        asked += 1
        interrupted.abort()
        alarm.ring()
        return Promise.resolve(aRun({ state: 'running' }))
      },
      onAnswer: () => undefined,
      alarm,
      pollMs: 60_000,
      patienceMs: 60_000,
      signal: interrupted.signal,
      now: () => new Date(0),
    })
    expect({ run, asked }).toEqual({ run: undefined, asked: 1 })
  })
})
