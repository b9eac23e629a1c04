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
import { createStruckWorld, type StruckWorld, type Way } from './statement-faults/struck-world.ts'

const sides = ['source', 'target'] as const
const timeoutMs = 240_000

// As many runs at once, each in a world of its own: most of a run is waiting for answers.
const worldsAtOnce = 8

type StrikeRuns = (
  worlds: readonly StruckWorld[],
  positions: readonly Position[],
) => Promise<readonly StruckRun[]>

const fail: StrikeRuns = (...at) => failRuns(...at, { verdict: 'fail', moment: 'before' })
const cut: StrikeRuns = (...at) => failRuns(...at, { verdict: 'cut', moment: 'answered' })

const faults: readonly (readonly [kind: string, way: Way, strike: StrikeRuns])[] = [
  ['an error', 'run', fail],
  ['a lost connection', 'run', cut],
  ['a SIGKILL', 'run', killRuns],
  ['a lost connection', 'preview', cut],
  ['an error', 'approval', fail],
]

describe('runSync', () => {
  let server: PrivatePostgres
  let worlds: StruckWorld[]

  beforeAll(async () => {
    server = await startPrivatePostgres()
    const log = await openStatementLog(server)
    const places = Array.from({ length: worldsAtOnce })
    worlds = await Promise.all(places.map(() => createStruckWorld(log, server.url)))
  }, timeoutMs)
  afterAll(async () => {
    await Promise.all(worlds.map((world) => world.drop()))
    await server.stop()
  }, timeoutMs)

  it.each(faults)(
    'leaves the target as before or as after, and the next run mends all, after %s at each statement of a %s',
    async (kind, way, strike) => {
      // Every statement, by the server's own log.
      const positions = await countStatements(worlds[0], way)
      let injected = 0
      for (let from = 0; from < positions.length; from += worlds.length) {
        const struck = await strike(worlds, positions.slice(from, from + worlds.length))
        injected += struck.filter(({ statement }) => statement !== undefined).length
        await Promise.all(struck.map((each, place) => expectWhole(worlds[place], each)))
      }
      process.stdout.write(`${kind}, ${way}: statements=${positions.length} injected=${injected}\n`)
      expect(injected).toBe(positions.length)
    },
    timeoutMs,
  )
})

/** Counts the statements of a run from each of the two states; the proxies must see the same. */
async function countStatements(
  world: StruckWorld | undefined,
  way: Way,
): Promise<readonly Position[]> {
  if (world === undefined) throw new Error('There is no world')
  const measure = async () => {
    const run = await world.measure(way)
    await world.mend()
    return run
  }
  const runs = [await measure(), await measure()]
  return sides.flatMap((side) => {
    const counts = runs.map((run) => {
      const { logged, seen } = run[side]
      // Two readers work at the same time: their statements come in any order.
      expect(seen.map(startOf).toSorted()).toEqual(logged.map(startOf).toSorted())
      return logged.length
    })
    const [count = 0] = counts
    expect(counts).toEqual([count, count])
    return Array.from({ length: count }, (_empty, place) => ({ way, side, nth: place + 1 }))
  })
}

function startOf(statement: string): string {
  return statement.trim().slice(0, 60)
}

/** Whatever happened, nothing is half done, the run's own word is true, and the next one mends it. */
async function expectWhole(world: StruckWorld | undefined, struck: StruckRun): Promise<void> {
  const { run, statement, isKilled, error } = struck
  const { before, after, mended } = run
  expect(before).not.toEqual(mended)
  const remains = await world?.inspect(run)
  const hasEnded = isKilled ? remains?.hasEnded === true : error === undefined
  const target = hasEnded ? after : before
  expect({ statement, ...remains }).toEqual({ statement, target, hasEnded })
  if (error !== undefined) {
    expect({ statement, error }).toEqual({ statement, error: expect.any(SyncError) })
    expect({ statement, error }).toMatchObject({ error: { details: { written: 'nothing' } } })
  }
  const end = { target: mended, staging: [] }
  expect({ statement, ...(await world?.mend()) }).toEqual({ statement, ...end })
}
