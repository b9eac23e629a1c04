import type { Row } from '../result.ts'

const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])
const trailer = Buffer.from([0xff, 0xff])
const chunkBytes = 256 * 1024

/** Rows as COPY reads them in its binary form, in chunks. Memory holds one of them. */
export async function* copyChunks(
  rows: Iterable<Row> | AsyncIterable<Row>,
): AsyncGenerator<Buffer, undefined> {
  let chunk = Buffer.allocUnsafe(chunkBytes)
  let place = header.copy(chunk)
  const take = () => {
    const full = chunk.subarray(0, place)
    chunk = Buffer.allocUnsafe(chunkBytes)
    place = 0
    return full
  }
  for await (const row of rows) {
    const bytes = row.reduce((sum, image) => sum + 4 + (image?.length ?? 0), 2)
    if (place + bytes > chunk.length && place > 0) yield take()
    if (bytes > chunk.length) chunk = Buffer.allocUnsafe(bytes)
    place = chunk.writeUInt16BE(row.length, place)
    for (const image of row) {
      place = chunk.writeInt32BE(image?.length ?? -1, place)
      if (image !== null) place += image.copy(chunk, place)
    }
  }
  yield take()
  yield trailer
  return undefined
}
