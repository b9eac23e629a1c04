import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Receipt } from '@aaps-data/ledger'
import fc from 'fast-check'
import { changeState } from './properties/change-state.ts'
import { expectedCounts } from './properties/expected-counts.ts'
import { changes } from './properties/random-changes.ts'
import { buildState, stateSeed, type State } from './properties/random-state.ts'
import { definitionOf, randomTables, type RandomTable } from './properties/random-tables.ts'
import {
  addUniques,
  createSource,
  fillSource,
  readLines,
  readVersions,
} from './properties/source-statements.ts'
import { aDataset, createSyncWorld, type SyncWorld } from './sync-world.ts'

// Shrinking a counterexample takes as long as it is given: jest would end it without a word.
const endAfterMs = 100_000
const testTimeoutMs = 120_000
const numRuns = 40

describe('runSync of random tables between random states', () => {
  let world: SyncWorld

  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  const anything = fc.record({ tables: randomTables, seeds: stateSeed, list: changes })

  it(
    'makes the target equal, counts what it writes, and writes nothing the second time',
    async () => {
      const property = fc.asyncProperty(anything, async ({ tables, seeds, list }) => {
        const dataset = await prepare(tables)
        const empty = tables.map(() => [])
        const first = buildState(tables, seeds)
        const second = changeState(tables, first, list)
        for (const [before, after] of [
          [empty, first],
          [first, second],
        ] as const) {
          await world.inSource(fillSource(tables, after))
          expectCounts(await world.run({ dataset }), tables, before, after)
          await expectEqual(tables)
        }
        const versions = await world.inTarget(readVersions(tables))
        expectCounts(await world.run({ dataset }), tables, second, second)
        expect(await world.inTarget(readVersions(tables))).toEqual(versions)
      })
      await fc.assert(property, {
        numRuns,
        interruptAfterTimeLimit: endAfterMs,
        markInterruptAsFailure: true,
      })
    },
    testTimeoutMs,
  )

  const prepare = async (tables: readonly RandomTable[]) => {
    const definitions = tables.map((table) => definitionOf(table, tables))
    const dataset = aDataset('random', definitions)
    await world.inSource(createSource(tables))
    await world.inTarget('drop schema if exists datos cascade')
    await world.migrate(dataset)
    await world.inTarget(addUniques(tables))
    return dataset
  }

  const expectEqual = async (tables: readonly RandomTable[]) => {
    const source = await world.inSource(readLines('source', tables))
    expect(await world.inTarget(readLines('target', tables))).toEqual(source)
  }
})

function expectCounts(
  receipt: Receipt,
  tables: readonly RandomTable[],
  before: State,
  after: State,
): void {
  const byName = new Map(receipt.tables.map((each) => [each.table, each]))
  for (const [place, table] of tables.entries()) {
    const counted = byName.get(table.name)
    expect(counted).toMatchObject(expectedCounts(table, before[place] ?? [], after[place] ?? []))
    expect(counted?.targetDigest).toBe(counted?.sourceDigest)
  }
}
