import { join } from 'node:path'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { spawnNode, type SpawnedProcess } from '@aaps-data/testing'
import { createCommandWorld, type CommandWorld } from './command-world.ts'

const nodeOptions = ['-C', '@aaps-data/source', '--import', 'tsx']
const file = join(__dirname, '..', 'src', 'main.ts')

describe('aaps-sync as a process', () => {
  let world: CommandWorld
  beforeAll(async () => {
    world = await createCommandWorld()
    await world.run(['migrate'])
  })
  afterAll(() => world.close(), 30_000)

  const start = (...args: readonly string[]): SpawnedProcess =>
    spawnNode({ nodeOptions, file, args, env: world.env })
  const exitCodeOf = async ({ process }: SpawnedProcess): Promise<unknown> =>
    process.exitCode ?? ((await once(process, 'close')) as readonly unknown[])[0]

  it('explains its commands and its exit codes', async () => {
    const help = start('--help')
    expect(await exitCodeOf(help)).toBe(0)
    expect(help.lines.join('\n')).toMatch(/migrate \[options\][^]*Exit codes: 0 done/)
  })

  it('does not mind that nobody reads on', async () => {
    const status = start('status', '--json')
    status.process.stdout?.destroy()
    expect(await exitCodeOf(status)).toBe(0)
    expect(status.lines).toEqual([])
  })

  it('ends with 2 after wrong words, and says what is wrong with them', async () => {
    const wrong = start('run', 'reclamos', '--mode', 'half')
    expect(await exitCodeOf(wrong)).toBe(2)
    expect(wrong.lines.join('\n')).toContain("argument 'half' is invalid")
  })

  it('stops watching at Ctrl-C, ends with 130, and says that the run goes on', async () => {
    const watching = start('run', 'reclamos')
    await watching.waitForLine(/^requested, not taken by a scheduler yet/)
    watching.process.kill('SIGINT')
    expect(await exitCodeOf(watching)).toBe(130)
    expect(watching.lines.at(-1)).toMatch(/^No longer watched; the run goes on/)
  })
})
