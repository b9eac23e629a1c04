import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { changeSample, loadSample, type ChangeCounts } from '../src/index.ts'
import { allTables, rowTexts, tableDigests } from './table-digests.ts'
import { createTestSample, type TestSample } from './test-sample.ts'

/** How many columns of a table, from the first, are its key. */
const keyLengths: Readonly<Record<string, number>> = {
  epsa: 1,
  localidad: 1,
  instalacion: 1,
  rar: 1,
  entidad: 1,
  periodo: 1,
  valor_variable: 3,
}
const changedAt = new Date('2026-03-01T12:00:00Z')
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
  for (const [schema, name] of allTables) {
    contents.set(name, await rowTexts(sample.pool, schema, name))
  }
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

const keyOf = (row: string, length: number) => row.slice(1).split(',', length).join()

/** What changed, found out from the contents alone: a key on both sides is an update. */
function observedCounts(before: Contents, after: Contents): ReadonlyMap<string, ChangeCounts> {
  const counts = new Map<string, ChangeCounts>()
  for (const [, name] of allTables) {
    const gone = difference(before.get(name) ?? [], after.get(name) ?? [])
    const come = difference(after.get(name) ?? [], before.get(name) ?? [])
    const length = keyLengths[name] ?? 0
    const goneKeys = new Set(length > 0 ? gone.map((row) => keyOf(row, length)) : [])
    const updates = come.filter((row) => goneKeys.has(keyOf(row, length))).length
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
      seguimientoShare: 0,
    })

    expect(tables.get('epsa')?.inserts).toBeGreaterThan(1)
    expect(tables.get('epsa')?.deletes).toBeGreaterThan(0)
    expect(tables.get('ubicacion')?.deletes).toBeGreaterThan(0)
  })

  it('makes the same change for the same seed, wherever the rows lie on disk', async () => {
    const counts = { inserts: 40, updates: 30, deletes: 90 }
    const change = { url: sample.url, changedAt, ...counts }
    await changeSample({ seed: 7, ...change })
    const expected = await tableDigests(sample.pool)

    await loadSample({ url: sample.url, scale: 0.02, seed: 1 })
    await sample.pool.query(`
      create temporary table moved as select * from ingresos order by monto desc;
      delete from ingresos;
      insert into ingresos select * from moved;
      create temporary table moved_values as select * from seguimiento.valor_variable order by valor;
      delete from seguimiento.valor_variable;
      insert into seguimiento.valor_variable select * from moved_values`)
    await changeSample({ seed: 7, ...change })
    expect(await tableDigests(sample.pool)).toEqual(expected)

    await loadSample({ url: sample.url, scale: 0.02, seed: 1 })
    await changeSample({ seed: 8, ...change })
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
