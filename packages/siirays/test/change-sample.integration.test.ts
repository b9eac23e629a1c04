import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { changeSample, loadSample, type ChangeCounts } from '../src/index.ts'
import { sampleTables } from '../src/sample/sample-tables.ts'
import { rowTexts, tableDigests } from './table-digests.ts'
import { createTestSample, type TestSample } from './test-sample.ts'

const keys: Readonly<Record<string, string>> = {
  epsa: 'id_epsa',
  localidad: 'id_localidad',
  instalacion: 'id_instalacion',
  rar: 'id_rar',
  entidad: 'id_entidad',
}
let sample: TestSample

beforeAll(async () => {
  sample = await createTestSample()
})

beforeEach(async () => {
  await loadSample({ url: sample.url, scale: 0.02, seed: 1 })
})

afterAll(async () => {
  await sample.drop()
})

type Contents = ReadonlyMap<string, readonly string[]>

async function readContents(): Promise<Contents> {
  const contents = new Map<string, readonly string[]>()
  for (const { name } of sampleTables) contents.set(name, await rowTexts(sample.pool, name))
  return contents
}

/** Rows of `left` that `right` has not, equal rows counted. */
function difference(left: readonly string[], right: readonly string[]): readonly string[] {
  const rest = [...right]
  return left.filter((row) => {
    const found = rest.indexOf(row)
    if (found >= 0) rest.splice(found, 1)
    return found < 0
  })
}

const keyOf = (row: string) => row.slice(1).split(',', 1)[0]

/** What changed, found out from the contents alone: a key on both sides is an update. */
function observedCounts(before: Contents, after: Contents): ReadonlyMap<string, ChangeCounts> {
  const counts = new Map<string, ChangeCounts>()
  for (const { name } of sampleTables) {
    const gone = difference(before.get(name) ?? [], after.get(name) ?? [])
    const come = difference(after.get(name) ?? [], before.get(name) ?? [])
    const goneKeys = new Set(name in keys ? gone.map(keyOf) : [])
    const updates = come.filter((row) => goneKeys.has(keyOf(row))).length
    const [inserts, deletes] = [come.length - updates, gone.length - updates]
    if (inserts + updates + deletes > 0) counts.set(name, { inserts, updates, deletes })
  }
  return counts
}

function total(tables: ReadonlyMap<string, ChangeCounts>): ChangeCounts {
  const sum = (kind: keyof ChangeCounts) =>
    [...tables.values()].reduce((rows, counts) => rows + counts[kind], 0)
  return { inserts: sum('inserts'), updates: sum('updates'), deletes: sum('deletes') }
}

describe('changeSample', () => {
  it.each([
    [{ inserts: 5, updates: 20, deletes: 5 }],
    [{ inserts: 120, updates: 60, deletes: 150 }],
    [{ inserts: 1, updates: 0, deletes: 0 }],
    [{ inserts: 0, updates: 1, deletes: 1 }],
    [{ inserts: 0, updates: 0, deletes: 0 }],
  ])('changes exactly the rows asked for: %j', async (counts) => {
    const before = await readContents()

    const { tables } = await changeSample({ url: sample.url, seed: 7, ...counts })

    expect(total(tables)).toEqual(counts)
    expect(new Map([...tables].sort())).toEqual(
      new Map([...observedCounts(before, await readContents())].sort()),
    )
  })

  it('adds whole EPSAs and deletes whole ones when there is room for them', async () => {
    const { tables } = await changeSample({
      url: sample.url,
      seed: 3,
      inserts: 150,
      updates: 0,
      deletes: 200,
    })

    expect(tables.get('epsa')?.inserts).toBeGreaterThan(1)
    expect(tables.get('epsa')?.deletes).toBeGreaterThan(0)
    expect(tables.get('ubicacion')?.deletes).toBeGreaterThan(0)
  })

  it('makes the same change for the same seed, wherever the rows lie on disk', async () => {
    const counts = { inserts: 40, updates: 30, deletes: 90 }
    await changeSample({ url: sample.url, seed: 7, ...counts })
    const expected = await tableDigests(sample.pool)

    await loadSample({ url: sample.url, scale: 0.02, seed: 1 })
    await sample.pool.query(`
      create temporary table moved as select * from ingresos order by monto desc;
      delete from ingresos;
      insert into ingresos select * from moved`)
    await changeSample({ url: sample.url, seed: 7, ...counts })
    expect(await tableDigests(sample.pool)).toEqual(expected)

    await loadSample({ url: sample.url, scale: 0.02, seed: 1 })
    await changeSample({ url: sample.url, seed: 8, ...counts })
    expect(await tableDigests(sample.pool)).not.toEqual(expected)
  })

  it('changes nothing when the sample has not the rows for it', async () => {
    const before = await tableDigests(sample.pool)

    await expect(
      changeSample({ url: sample.url, seed: 1, inserts: 3, updates: 100_000, deletes: 4 }),
    ).rejects.toThrow(RangeError)

    expect(await tableDigests(sample.pool)).toEqual(before)
  })

  it('can be made again and again', async () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const counts = { inserts: 20, updates: 10, deletes: 30 }
      const { tables } = await changeSample({ url: sample.url, seed, ...counts })
      expect(total(tables)).toEqual(counts)
    }
  })
})
