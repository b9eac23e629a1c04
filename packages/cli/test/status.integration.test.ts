import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createCommandWorld, type CommandWorld } from './command-world.ts'

describe('aaps-sync status', () => {
  let world: CommandWorld

  beforeAll(async () => {
    world = await createCommandWorld()
    await world.run(['migrate'])
  })
  afterAll(() => world.close(), 30_000)

  it('says of a dataset that never ran that it has no data', async () => {
    expect(await world.run(['status'])).toMatchObject({
      exitCode: 0,
      printed: [
        'dataset   health  data  limit      last run  next run',
        'reclamos  never   none  1 h 0 min  none      by request',
      ],
    })
  })

  it('shows what waits, and after it ran how fresh the data is', async () => {
    await world.run(['run', 'reclamos', '--no-wait'])
    await world.startServices()
    await world.run(['run', 'reclamos'])
    await world.source.pool.query('delete from reclamo where id_reclamo < 20')
    await world.run(['run', 'reclamos'])

    const { printed } = await world.run(['status', 'reclamos', '--json'])
    expect(JSON.parse(printed.join(''))).toEqual({
      at: expect.stringMatching(/Z$/) as unknown,
      datasets: [
        {
          dataset: 'reclamos',
          health: 'failing',
          ageSeconds: expect.any(Number) as unknown,
          freshnessLimitMinutes: 60,
          nextAt: null,
          paused: null,
          dataAt: expect.stringMatching(/Z$/) as unknown,
          lastEnded: expect.objectContaining({ state: 'succeeded', preview: false }) as unknown,
          unfinished: [
            expect.objectContaining({ state: 'held', errorCode: 'GUARD_BREACHED' }) as unknown,
          ],
        },
      ],
    })
  })

  it('counts a preview as the last run once it was approved, and not before', async () => {
    interface Reported {
      readonly datasets: readonly [{ dataAt: string; lastEnded: Readonly<Record<string, unknown>> }]
    }
    const printedBy = async (...words: readonly string[]): Promise<unknown> =>
      JSON.parse((await world.run([...words, '--json'])).printed.join(''))
    const status = async () => ((await printedBy('status', 'reclamos')) as Reported).datasets[0]
    await world.source.pool.query(`insert into reclamo select n, 'motivo ' || n, '7' || n
      from generate_series(1, 19) n; update reclamo set motivo = 'otro' where id_reclamo = 1`)
    const before = await status()
    const { id } = (await printedBy('preview', 'reclamos')) as { readonly id: string }
    expect((await status()).lastEnded).toEqual(before.lastEnded)

    const applied = (await printedBy('approve', id)) as { readonly snapshotAt: string }
    const after = await status()
    expect(after.lastEnded).toMatchObject({
      id,
      state: 'succeeded',
      preview: true,
      counts: { updated: 1 },
    })
    expect(after.dataAt).toBe(applied.snapshotAt)
  })

  it('takes an unknown dataset for wrong usage', async () => {
    expect(await world.run(['status', 'reclamo'])).toMatchObject({ exitCode: 2 })
  })
})
