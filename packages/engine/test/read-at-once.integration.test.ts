import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Dataset } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import { createPostgresSource, type Source, type TableReader } from '@aaps-data/sources'
import { Readable } from 'node:stream'
import { aDataset, aTable, createSyncWorld, type SyncWorld } from './sync-world.ts'

describe('tables that are read at the same time', () => {
  let world: SyncWorld
  let dataset: Dataset
  let direct: Source
  let counter = 0

  beforeAll(async () => {
    world = await createSyncWorld()
    direct = createPostgresSource({ name: 'test', url: world.source.url })
  })
  afterAll(async () => {
    await direct.close()
    await world.drop()
  })
  beforeEach(async () => {
    const name = `once_${counter++}`
    const tables = ['a', 'b', 'c'].map((part) =>
      aTable(`${name}_${part}`, ['id integer'], { key: ['id'] }),
    )
    dataset = aDataset(name, tables)
    for (const table of dataset.tables) {
      await world.inSource(
        `create table ${table.name} as select i as id from generate_series(1, 100) as i`,
      )
    }
    await world.migrate(dataset)
  })

  /** The same source, whose readers are changed, the first one and the others. */
  const withReaders = (change: (reader: TableReader, place: number) => TableReader): Source => ({
    ...direct,
    openSnapshot: async (options) => {
      const snapshot = await direct.openSnapshot(options)
      let place = 0
      return {
        ...snapshot,
        ...change(snapshot, place),
        openReader: async () => {
          const reader = await snapshot.openReader?.()
          if (reader === undefined) return undefined
          return { ...reader, ...change(reader, (place += 1)) }
        },
      }
    },
  })

  it('come in by two connections, none waiting for the other', async () => {
    const both = aMoment()
    const places = new Set<number>()
    const source = withReaders((reader, place) => ({
      ...reader,
      read: (table, reading) => {
        places.add(place)
        if (places.size === 2) both.resolve()
        return Readable.from(after(both.promise, reader.read(table, reading)), {
          objectMode: false,
        })
      },
    }))
    const receipt = await world.run({ dataset, source })
    expect(receipt.tables.map(({ staged }) => staged)).toEqual([100, 100, 100])
    expect(places.size).toBe(2)
  })

  it('belong to one instant, whichever connection reads them', async () => {
    const other = aMoment()
    // The first one leaves a table to the second.
    const source = withReaders((reader, place) => ({
      ...reader,
      read: (table, reading) => {
        if (place > 0) other.resolve()
        const rows = reader.read(table, reading)
        return Readable.from(after(other.promise, rows), { objectMode: false })
      },
    }))
    const changing: Source = {
      ...source,
      openSnapshot: async (options) => {
        const snapshot = await source.openSnapshot(options)
        for (const { name } of dataset.tables) await world.inSource(`delete from ${name}`)
        return snapshot
      },
    }
    const receipt = await world.run({ dataset, source: changing })
    expect(receipt.tables.map(({ staged }) => staged)).toEqual([100, 100, 100])
  })

  it('fail together when one cannot be read, and leave nothing behind', async () => {
    const other = aMoment()
    const source = withReaders((reader, place) => ({
      ...reader,
      read: (table, reading) => {
        if (place > 0) other.resolve()
        const rows = place > 0 ? failing() : after(other.promise, reader.read(table, reading))
        return Readable.from(rows, { objectMode: false })
      },
    }))
    await expect(world.run({ dataset, source })).rejects.toMatchObject({
      code: 'SOURCE_READ_FAILED',
      details: { phase: 'stage', written: 'nothing' },
    })
    expect(await world.stagingTables()).toEqual([])
    const receipt = await world.run({ dataset })
    expect(receipt.tables.map(({ staged }) => staged)).toEqual([100, 100, 100])
  })

  it('are read one after the other where the source has no reader to spare', async () => {
    const source: Source = {
      ...direct,
      openSnapshot: async (options) => ({
        ...(await direct.openSnapshot(options)),
        openReader: () => Promise.resolve(undefined),
      }),
    }
    const receipt = await world.run({ dataset, source })
    expect(receipt.tables.map(({ staged }) => staged)).toEqual([100, 100, 100])
  })
})

async function* failing(): AsyncGenerator<Buffer> {
  yield Buffer.from('1\n')
  await Promise.reject(new SyncError('SOURCE_READ_FAILED'))
}

async function* after(moment: Promise<unknown>, rows: Readable): AsyncGenerator<Buffer> {
  await moment
  for await (const chunk of rows) yield chunk as Buffer
}

function aMoment(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
