import { once } from 'node:events'
import { join } from 'node:path'
import { spawnNode, type FaultMoment, type FaultVerdict } from '@aaps-data/testing'
import { runClaimed } from './struck-run.ts'
import type { PendingRun, Side, StruckWorld, Way } from './struck-world.ts'

/** A statement of a run, counted from 1 among those that it sends to that side. */
export interface Position {
  readonly way: Way
  readonly side: Side
  readonly nth: number
}

/** A run that was struck. */
export interface StruckRun {
  readonly run: PendingRun
  /** The statement at which it was struck; undefined when it never came to it. */
  readonly statement: string | undefined
  readonly isKilled: boolean
  /** What it failed with; undefined when it succeeded, and when it was killed. */
  readonly error: unknown
}

export interface Fault {
  readonly verdict: FaultVerdict
  readonly moment: FaultMoment
}

const anyStatement = /(?:)/

/** Runs in each world, with a fault at its position. */
export function failRuns(
  worlds: readonly StruckWorld[],
  positions: readonly Position[],
  { verdict, moment }: Fault,
): Promise<readonly StruckRun[]> {
  return Promise.all(
    pairs(worlds, positions).map(async ([world, { way, side, nth }]) => {
      const run = await world.prepare(way)
      let statement: string | undefined
      const strike = (text: string) => {
        statement = text
        return verdict
      }
      world.proxies[side].onStatement(anyStatement, strike, { nth, moment })
      try {
        await runClaimed(run)
        return { run, statement, isKilled: false, error: undefined }
      } catch (error) {
        return { run, statement, isKilled: false, error }
      }
    }),
  )
}

/**
 * Runs in each world, all in one process, which is killed when each run waits for the answer to the
 * statement at its position. The server has carried that one out. Starting a process for each run
 * would take longer than everything else.
 */
export async function killRuns(
  worlds: readonly StruckWorld[],
  positions: readonly Position[],
): Promise<readonly StruckRun[]> {
  const runs = await Promise.all(
    pairs(worlds, positions).map(([world, { way }]) => world.prepare(way)),
  )
  let release = (): void => undefined
  const isKilled = new Promise<void>((resolve) => {
    release = resolve
  })
  const struck = pairs(worlds, positions).map(
    ([{ proxies }, { side, nth }]) =>
      new Promise<string>((resolve) => {
        const strike = async (statement: string) => {
          resolve(statement)
          await isKilled
          return 'cut' as const
        }
        proxies[side].onStatement(anyStatement, strike, { nth, moment: 'answered' })
      }),
  )
  const victim = spawnNode({
    nodeOptions: ['--import', 'tsx', '-C', '@aaps-data/source'],
    file: join(__dirname, 'run-until-killed.ts'),
    args: [JSON.stringify(runs)],
  })
  const ended = once(victim.process, 'close').then(() => {
    throw new Error(`It ended before it could be killed:\n${victim.lines.join('\n')}`)
  })
  try {
    const statements = await Promise.race([Promise.all(struck), ended])
    return runs.map((run, place) => {
      return { run, statement: statements[place], isKilled: true, error: undefined }
    })
  } finally {
    await victim.kill()
    release()
    await ended.catch(() => undefined)
  }
}

function pairs(
  worlds: readonly StruckWorld[],
  positions: readonly Position[],
): readonly (readonly [StruckWorld, Position])[] {
  return worlds.flatMap((world, place) => {
    const position = positions[place]
    return position === undefined ? [] : [[world, position] as const]
  })
}
