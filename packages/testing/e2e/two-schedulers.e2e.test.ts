import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createFaultProxy, waitFor, type FaultMoment, type FaultProxy } from '../src/index.ts'
import type { SpawnedProcess } from '../src/index.ts'
import { createSystem, type RunningSystem } from './running-system.ts'

const everySecond = `
dataset: pulso
title: { es: Pulso, en: Pulse }
department: Pruebas
source: { kind: database, connection: siirays, schema: public }
target: { schema: pulso }
schedule: { cron: '* * * * * *', timeZone: America/La_Paz }
freshnessLimitMinutes: 1

tables:
  tipo_contacto:
    columns:
      id_tipo_contacto: integer not null
      tipo_contacto: text
    key: [id_tipo_contacto]
`

/** Where the first scheduler dies while it decides a slot. */
const deaths: readonly (readonly [where: string, statement: RegExp, moment: FaultMoment])[] = [
  ['before the slot is decided', /sync\.decide_slot/, 'before'],
  ['while the slot is decided', /sync\.decide_slot/, 'forwarded'],
  ['between the decision and the commit', /sync\.decide_slot/, 'answered'],
  ['before the commit', /^COMMIT/i, 'before'],
]

describe('two schedulers on one ledger', () => {
  let directory: string
  let system: RunningSystem
  let proxy: FaultProxy
  const schedulers: SpawnedProcess[] = []

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aaps-catalog-'))
    await writeFile(join(directory, 'pulso.yaml'), everySecond)
    system = await createSystem({ scale: 0.01, catalogDirectory: directory })
    proxy = await createFaultProxy({ upstreamUrl: system.targetUrl })
    await system.start('worker').waitForLine(/Worker started/)
  }, 60_000)
  afterEach(async () => {
    await Promise.all(schedulers.map((one) => one.kill()))
  })
  afterAll(async () => {
    await proxy.stop()
    await system.stop()
    await rm(directory, { recursive: true })
  }, 30_000)

  function startScheduler(env: Record<string, string> = {}): SpawnedProcess {
    const scheduler = system.start('scheduler', { SCHEDULER_TICK: '50ms', ...env })
    schedulers.push(scheduler)
    return scheduler
  }
  const runsAfter = (instant: Date) =>
    waitFor(
      async () => {
        const runs = await system.rows(
          `select from sync.runs where state = 'succeeded' and slot_at > $1`,
          [instant],
        )
        return runs.length >= 2
      },
      { what: 'runs of later slots to succeed', timeoutMs: 30_000 },
    )

  const databaseNow = async (): Promise<Date> => {
    const [clock] = await system.rows('select clock_timestamp() as at')
    return clock?.['at'] as Date
  }
  const expectOneRunOfEachSlot = async (): Promise<void> => {
    expect(await slotsWithoutTheirRun(system)).toEqual([])
    expect(await instantsLeftOut(system)).toEqual([])
    const decided = schedulers.flatMap(({ lines }) => lines).flatMap(slotsDecided)
    expect(decided.length).toBeGreaterThan(2)
    expect(new Set(decided).size).toBe(decided.length)
  }

  it.each(deaths)(
    'row 24: make one run of each slot when one of them is killed %s',
    async (_where, statement, moment) => {
      const doomed = startScheduler({ TARGET_DATABASE_URL: proxy.url })
      await doomed.waitForLine(/Slot came due/)
      const successor = startScheduler()
      await successor.waitForLine(/Scheduler started/)

      await proxy.killWhen(statement, doomed.process, { moment })
      await runsAfter(await databaseNow())

      await expectOneRunOfEachSlot()
    },
    60_000,
  )

  it('leave a slot to the one that is first, however late the other one writes it', async () => {
    const late = startScheduler({ TARGET_DATABASE_URL: proxy.url })
    await late.waitForLine(/Slot came due/)
    const first = startScheduler()
    await first.waitForLine(/Scheduler started/)

    await new Promise<void>((resolve) => {
      const hold = async () => {
        await first.waitForLine(/Slot came due/)
        resolve()
      }
      proxy.onStatement(/sync\.decide_slot/, hold)
    })
    await runsAfter(await databaseNow())

    await expectOneRunOfEachSlot()
  }, 60_000)
})

/**
 * Slots and runs that do not belong to each other one by one. A slot has no run only when it was
 * decided together with a later one.
 */
function slotsWithoutTheirRun(system: RunningSystem): Promise<Record<string, unknown>[]> {
  return system.rows(
    `select coalesce(slots.slot_at, runs.slot_at) as slot_at, count(runs.id) as runs
     from sync.slots full join (select * from sync.runs where origin = 'slot') as runs
       on runs.dataset = slots.dataset and runs.slot_at = slots.slot_at
     group by 1
     having count(runs.id) > 1 or count(slots.slot_at) <> 1
       or bool_or(slots.run_id is distinct from runs.id)
       or bool_or(slots.run_id is null and not exists (
         select from sync.slots as later
         where later.decided_at = slots.decided_at and later.slot_at > slots.slot_at
           and later.run_id is not null))`,
  )
}

/** Instants of the schedule, between the first and the last slot, of which the ledger has no slot. */
function instantsLeftOut(system: RunningSystem): Promise<Record<string, unknown>[]> {
  return system.rows(
    `select instant from (select min(slot_at) as first, max(slot_at) as last from sync.slots) as s,
       generate_series(first, last, '1 second') as instant
     where instant not in (select slot_at from sync.slots)`,
  )
}

/** The slot that a scheduler says it gave a run. */
function slotsDecided(line: string): string[] {
  if (!line.includes('"Slot came due"')) return []
  return [(JSON.parse(line) as { readonly slotAt: string }).slotAt]
}
