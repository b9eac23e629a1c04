import type { TextEncoding } from '@aaps-data/catalog'
import { createReadStream } from 'node:fs'
import { decodeWindows1252 } from './windows-1252.ts'

const pieceBytes = 256 * 1024
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * The bytes of a file in UTF-8, without a byte order mark. Those of a file in UTF-8 are given as they are,
 * whether they are valid or not. Memory holds one piece.
 */
export async function* decodeFile(
  path: string,
  { encoding, signal }: { readonly encoding: TextEncoding; readonly signal: AbortSignal },
): AsyncGenerator<Buffer> {
  const decode = decoderOf(encoding)
  let isFirst = true
  for await (const chunk of createReadStream(path, { highWaterMark: pieceBytes, signal })) {
    const piece = chunk as Buffer
    const hasMark = isFirst && encoding === 'utf-8' && piece.subarray(0, 3).equals(byteOrderMark)
    isFirst = false
    yield hasMark ? piece.subarray(3) : decode(piece)
  }
}

function decoderOf(encoding: TextEncoding): (piece: Buffer) => Buffer {
  switch (encoding) {
    case 'utf-8':
      return (piece) => piece
    case 'latin-1':
      return (piece) => Buffer.from(piece.toString('latin1'), 'utf8')
    // Node 20's TextDecoder reads this one as Latin-1.
    case 'windows-1252':
      return decodeWindows1252
  }
}
