import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

// Without it Excel takes UTF-8 for the code page of the machine.
const byteOrderMark = '\uFEFF'

interface CsvFile {
  readonly name: string
  readonly header: string
  /** The lines behind the header, some at a time. */
  readonly batches: AsyncIterable<string>
}

async function* textOf({ header, batches }: CsvFile): AsyncGenerator<string> {
  yield byteOrderMark + header
  yield* batches
}

/**
 * Answers with a file to download, as fast as the browser takes it: one batch is in memory. When a
 * batch fails the connection is cut, so that half a file is never taken for a whole one.
 */
export function sendCsv(reply: FastifyReply, file: CsvFile): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${file.name}"`)
    .send(Readable.from(textOf(file), { objectMode: false }))
}
