import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { SourceTable } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import { from as copyFrom } from 'pg-copy-streams'
import { once } from 'node:events'
import { finished, pipeline } from 'node:stream/promises'
import type { Snapshot } from '../../src/index.ts'
import { conformingTable, type PlainRow, type SourceWorld } from './source-world.ts'

/** What every kind of source has to do, whatever it reads. */
export function describeSource(kind: string, createWorld: () => Promise<SourceWorld>): void {
  describe(`a source of kind ${kind}`, () => {
    let database: TestDatabase
    let world: SourceWorld
    let table: SourceTable
    const open: Snapshot[] = []

    beforeAll(async () => {
      database = await createTestDatabase()
    })
    afterAll(() => database.drop())
    beforeEach(async () => {
      world = await createWorld()
      table = conformingTable(world)
    })
    afterEach(async () => {
      for (const snapshot of open.splice(0)) await snapshot.release()
      await world.drop()
    })

    const openSnapshot = async (signal = new AbortController().signal) => {
      const snapshot = await world.source.openSnapshot({ signal, tables: [table] })
      open.push(snapshot)
      return snapshot
    }
    /** What PostgreSQL makes of the rows of a snapshot, without their places. */
    const rowsOf = async (snapshot: Snapshot): Promise<readonly PlainRow[]> => {
      const columns = await snapshot.describe([table])
      const types = columns[0]?.map(({ type }) => type ?? 'text') ?? []
      const places = (await snapshot.placeRows?.([table])) ?? []
      const client = await database.pool.connect()
      try {
        const list = table.columns.map(({ name }, place) => `${name} ${types[place]}`)
        const more = places.length > 0 ? ['number bigint', 'faults jsonb'] : []
        await client.query('drop table if exists pg_temp.staged')
        await client.query(`create temporary table staged (${[...list, ...more].join(', ')})`)
        await pipeline(snapshot.read(table), client.query(copyFrom('copy staged from stdin')))
        const { rows } = await client.query<PlainRow>(
          `select id::integer, nombre, monto::text, fecha::text, activo from staged order by id`,
        )
        return rows
      } finally {
        client.release()
      }
    }
    const failureOf = async (work: Promise<unknown>): Promise<SyncError> => {
      const error = await work.catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(SyncError)
      return error as SyncError
    }

    it('gives every row exactly', async () => {
      await world.put(someRows)

      expect(await rowsOf(await openSnapshot())).toEqual(someRows)
    })

    it('gives no row of a table without rows', async () => {
      await world.put([])

      expect(await rowsOf(await openSnapshot())).toEqual([])
    })

    it('sees one instant, whatever is changed meanwhile', async () => {
      await world.put(someRows)
      const snapshot = await openSnapshot()
      await snapshot.describe([table])
      await world.put(otherRows)

      expect(await rowsOf(snapshot)).toEqual(someRows)
      expect(await rowsOf(await openSnapshot())).toEqual(otherRows)
    })

    it('names its snapshot and tells when it was taken', async () => {
      await world.put(someRows)
      const beganAt = Date.now()
      const { id, takenAt } = await openSnapshot()

      expect(id).not.toBe('')
      expect(Math.abs(Date.parse(takenAt) - beganAt)).toBeLessThan(60_000)
    })

    it('tells columns that the definition does not know, and lacks those that are gone', async () => {
      await world.put(someRows)
      await world.alter()
      const snapshot = await openSnapshot()
      const [relation = []] = await snapshot.describeRelations([table])

      const names = relation.map(({ name }) => name)
      expect(names).toEqual(expect.arrayContaining(['id', 'monto', 'fecha', 'activo', 'extra']))
      expect(names).not.toContain('nombre')
    })

    it('has the same fingerprint for the same rows, and another one for others', async () => {
      await world.put(someRows)
      const fingerprintOf = async () => {
        const [fingerprint] = (await (await openSnapshot()).fingerprint?.([table])) ?? []
        return fingerprint
      }
      const first = await fingerprintOf()
      const again = await fingerprintOf()
      await world.put(otherRows)
      const other = await fingerprintOf()

      expect(again).toEqual(first)
      // A source may have none; one that has told the rows apart.
      expect([first, other]).toEqual(
        first === undefined ? [undefined, undefined] : [first, expect.not.objectContaining(first)],
      )
    })

    it('says with a code that there is no such table', async () => {
      await world.put(someRows)
      await world.remove()

      const error = await failureOf(
        (async () => {
          await (await openSnapshot()).describeRelations([table])
        })(),
      )
      expect(['SOURCE_TABLE_MISSING', 'SOURCE_FILE_MISSING']).toContain(error.code)
    })

    it('ends with the reason of an abort while it is read', async () => {
      await world.put(manyRows)
      const aborting = new AbortController()
      const snapshot = await openSnapshot(aborting.signal)
      await snapshot.describe([table])
      const rows = snapshot.read(table)
      const reading = (async () => {
        rows.on('data', () => {
          aborting.abort(new Error('enough'))
        })
        await finished(rows)
      })()

      await expect(reading).rejects.toThrow('enough')
    })

    it('is read again after somebody has stopped half-way', async () => {
      await world.put(manyRows)
      const snapshot = await openSnapshot()
      await snapshot.describe([table])
      const rows = snapshot.read(table)
      await once(rows, 'data')
      rows.destroy()

      expect(await rowsOf(snapshot)).toHaveLength(manyRows.length)
    })

    it('can be released and closed more than once', async () => {
      await world.put(someRows)
      const snapshot = await openSnapshot()

      await snapshot.release()
      await snapshot.release()
      await world.source.close()
      await expect(world.source.close()).resolves.toBeUndefined()
    })
  })
}

const someRows: readonly PlainRow[] = [
  { id: 1, nombre: 'Ñuflo "el Viejo"; hijo', monto: '1234.50', fecha: '2024-02-29', activo: true },
  { id: 2, nombre: 'dos\nlíneas\\', monto: '-0.001', fecha: '1999-12-31', activo: false },
  { id: 3, nombre: null, monto: null, fecha: null, activo: null },
  { id: 4, nombre: ' con blancos ', monto: '9007199254740993', fecha: '1900-03-01', activo: true },
]
const otherRows: readonly PlainRow[] = someRows.map((row) => ({ ...row, nombre: 'otro' }))
const manyRows: readonly PlainRow[] = Array.from({ length: 30_000 }, (_, id) => ({
  id,
  nombre: `fila ${id} ${'x'.repeat(50)}`,
  monto: '1.5',
  fecha: '2024-01-01',
  activo: true,
}))
