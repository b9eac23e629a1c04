import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import fc from 'fast-check'
import { from as copyFrom } from 'pg-copy-streams'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CopyRows } from '../../src/encode/copy-rows.ts'

describe('CopyRows', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  it('writes texts that PostgreSQL reads as they were', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom('\t', '\n', '\r', '\b', '\f', '\v', '\\', 'N', '.', 'ñ') }),
    )
    const field = fc.option(
      text.filter((value) => !/[\0\p{Surrogate}]/u.test(value)),
      { nil: null },
    )
    const client = await database.pool.connect()
    try {
      await client.query('create temporary table texts (number integer, t text, b text)')
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(field, field), { maxLength: 50 }), async (written) => {
          const rows = new CopyRows(64)
          const pieces: Buffer[] = []
          for (const [number, [asText, asBytes]] of written.entries()) {
            rows.writeCount(number)
            if (asText === null) rows.writeNull()
            else rows.writeText(asText)
            const bytes = Buffer.from(`«${asBytes ?? ''}»`)
            if (asBytes === null) rows.writeNull()
            else rows.writeBytes(bytes, 2, bytes.length - 2)
            rows.endRow()
            if (rows.isFull) pieces.push(rows.take())
          }
          pieces.push(rows.take())
          await client.query('truncate texts')
          await pipeline(
            Readable.from(pieces),
            client.query(copyFrom('copy texts from stdin (format text)')),
          )
          const { rows: read } = await client.query({
            text: 'select t, b from texts order by number',
            rowMode: 'array',
          })
          expect(read).toEqual(written)
        }),
      )
    } finally {
      client.release()
    }
  })
})
