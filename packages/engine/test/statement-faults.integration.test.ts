import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { SyncError } from '@aaps-data/contracts'
import { startPrivatePostgres, type PrivatePostgres } from '@aaps-data/testing'
import { openStatementLog } from './statement-faults/statement-log.ts'
import {
  failRuns,
  killRuns,
  type Position,
  type StruckRun,
} from './statement-faults/strike-runs.ts'
import { createStruckWorld, type StruckWorld } from './statement-faults/struck-world.ts'

const sides = ['source', 'target'] as const
const timeoutMs = 240_000

// As many runs at once, each in a world of its own: most of a run is waiting for answers.
const worldsAtOnce = 8

type StrikeRuns = (
  worlds: readonly StruckWorld[],
  positions: readonly Position[],
) => Promise<readonly StruckRun[]>

const faults: readonly (readonly [kind: string, strike: StrikeRuns])[] = [
  ['an error', (...at) => failRuns(...at, { verdict: 'fail', moment: 'before' })],
  ['a lost connection', (...at) => failRuns(...at, { verdict: 'cut', moment: 'answered' })],
  ['a SIGKILL', killRuns],
]

describe('runSync', () => {
  let server: PrivatePostgres
  let worlds: StruckWorld[]
  /** Every statement of a run, by the server's own log. */
  let positions: readonly Position[]

  beforeAll(async () => {
    server = await startPrivatePostgres()
    const log = await openStatementLog(server)
    const places = Array.from({ length: worldsAtOnce })
    worlds = await Promise.all(places.map(() => createStruckWorld(log, server.url)))
    positions = await countStatements(worlds[0])
  }, timeoutMs)
  afterAll(async () => {
    await Promise.all(worlds.map((world) => world.drop()))
    await server.stop()
  }, timeoutMs)

  it.each(faults)(
    'leaves the target as before or as after, and the next run mends all, after %s at each statement',
    async (kind, strike) => {
      let injected = 0
      for (let from = 0; from < positions.length; from += worlds.length) {
        const struck = await strike(worlds, positions.slice(from, from + worlds.length))
        injected += struck.filter(({ statement }) => statement !== undefined).length
        await Promise.all(struck.map((each, place) => expectWhole(worlds[place], each)))
      }
      process.stdout.write(`${kind}: statements=${positions.length} injected=${injected}\n`)
      expect(injected).toBe(positions.length)
    },
    timeoutMs,
  )
})

/** Counts the statements of a run from each of the two states; the proxies must see the same. */
async function countStatements(world: StruckWorld | undefined): Promise<readonly Position[]> {
  if (world === undefined) throw new Error('There is no world')
  const runs = [await world.measure(), await world.measure()]
  return sides.flatMap((side) => {
    const counts = runs.map((run) => {
      const { logged, seen } = run[side]
      expect(seen.map(startOf)).toEqual(logged.map(startOf))
      return logged.length
    })
    const [count = 0] = counts
    expect(counts).toEqual([count, count])
    return Array.from({ length: count }, (_empty, place) => ({ side, nth: place + 1 }))
  })
}

function startOf(statement: string): string {
  return statement.trim().slice(0, 60)
}

/** Whatever happened, nothing is half done, the run's own word is true, and the next one mends it. */
async function expectWhole(world: StruckWorld | undefined, struck: StruckRun): Promise<void> {
  const { run, statement, isKilled, error } = struck
  const { before, after } = run
  expect(before).not.toEqual(after)
  const remains = await world?.inspect(run)
  const hasReceipt = isKilled ? remains?.hasReceipt === true : error === undefined
  const target = hasReceipt ? after : before
  expect({ statement, ...remains }).toEqual({ statement, target, hasReceipt })
  if (error !== undefined) {
    expect({ statement, error }).toEqual({ statement, error: expect.any(SyncError) })
    expect({ statement, error }).toMatchObject({ error: { details: { written: 'nothing' } } })
  }
  expect({ statement, ...(await world?.mend()) }).toEqual({ statement, target: after, staging: [] })
}
