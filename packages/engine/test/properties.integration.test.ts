import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset } from '@aaps-data/catalog'
import type { Receipt, TableChanges, TableReceipt } from '@aaps-data/ledger'
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
const endAfterMs = 220_000
const testTimeoutMs = 240_000
const numRuns = 30

describe('runSync of random tables between random states', () => {
  let world: SyncWorld

  beforeAll(async () => {
    world = await createSyncWorld()
  })
  afterAll(() => world.drop())

  const way = fc.record({ fingerprint: fc.boolean(), isPreviewed: fc.boolean() })
  const anything = fc.record({ tables: randomTables, seeds: stateSeed, list: changes, way })

  it(
    'makes the target equal, counts what it writes, previewed or not, and writes nothing again',
    async () => {
      const property = fc.asyncProperty(anything, async ({ tables, seeds, list, way: how }) => {
        const dataset = { ...(await prepare(tables)), fingerprint: how.fingerprint }
        const empty = tables.map(() => [])
        const first = buildState(tables, seeds)
        const second = changeState(tables, first, list)
        for (const [before, after] of [
          [empty, first],
          [first, second],
        ] as const) {
          await world.inSource(fillSource(tables, after))
          const change = [tables, before, after] as const
          const counted = how.isPreviewed ? await approve(dataset, change) : await apply(dataset)
          expectCounts(counted, ...change)
          await expectEqual(tables)
        }
        const versions = await world.inTarget(readVersions(tables))
        expectCounts(await apply(comparing(dataset)), tables, second, second)
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

  /** Runs it; where digests have told that nothing has changed, compares every row after all. */
  const apply = async (dataset: Dataset): Promise<Receipt['tables']> => {
    const { mode, tables } = await world.run({ dataset })
    return mode === 'fingerprint' ? apply(comparing(dataset)) : tables
  }
  const comparing = (dataset: Dataset): Dataset => ({ ...dataset, fingerprint: false })

  /** Looks at a change, finds the target as it was, and lets the change be applied. */
  const approve = async (
    dataset: Dataset,
    change: readonly [readonly RandomTable[], State, State],
  ): Promise<Receipt['tables']> => {
    const [tables] = change
    const before = await world.inTarget(readVersions(tables))
    const seen = await world.attempt({ dataset, preview: true })
    expect(await world.inTarget(readVersions(tables))).toEqual(before)
    if (seen.state === 'succeeded') return apply(comparing(dataset))
    expectCounts(seen.hold.tables, ...change)
    await world.approve(seen.runId)
    const applied = await world.attempt({ dataset, runId: seen.runId })
    if (applied.state === 'held') throw new Error('An approved run was held again')
    return applied.receipt.tables
  }

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
  counted: readonly (TableChanges & Partial<TableReceipt>)[],
  tables: readonly RandomTable[],
  before: State,
  after: State,
): void {
  const byName = new Map(counted.map((each) => [each.table, each]))
  for (const [place, table] of tables.entries()) {
    const found = byName.get(table.name)
    expect(found).toMatchObject(expectedCounts(table, before[place] ?? [], after[place] ?? []))
    expect(found?.targetDigest).toBe(found?.sourceDigest)
  }
}
