import { ByteReader } from '../byte-reader.ts'
import type { FilePart } from '../file-part.ts'
import { dbfHeadBytes, readDbfHead } from './dbf-fields.ts'

const endOfFile = 0x1a

/** The records of a table in their order, each with the byte that marks it as deleted. */
export async function* readDbfRecords(file: FilePart): AsyncGenerator<Buffer> {
  const part = file.name
  const reader = new ByteReader(file.open(), { part })
  try {
    const head = readDbfHead(await reader.read(dbfHeadBytes), part)
    await reader.read(head.headBytes - dbfHeadBytes)
    for (let number = 1; number <= head.records; number += 1) {
      const record = await reader.read(head.recordBytes)
      if (record[0] === endOfFile) return
      yield record
    }
  } finally {
    await reader.close()
  }
}
