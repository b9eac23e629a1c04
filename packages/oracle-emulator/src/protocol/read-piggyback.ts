import { ProtocolError, type ByteReader } from './byte-reader.ts'
import { call } from './codes.ts'

/** What rides before a call. */
export type Piggyback =
  | { readonly kind: 'close cursors' | 'cancel cursors'; readonly cursors: readonly number[] }
  | { readonly kind: 'set schema'; readonly schema: string }
  | { readonly kind: 'label'; readonly labels: SessionLabels }
  | { readonly kind: 'free lobs' }

/** How a client names what it does, for those who watch the server. Absent where it does not change. */
export interface SessionLabels {
  readonly clientIdentifier?: string
  readonly module?: string
  readonly action?: string
  readonly clientInfo?: string
}

export function readPiggyback(code: number, reader: ByteReader): Piggyback {
  switch (code) {
    case call.closeCursors:
      return { kind: 'close cursors', cursors: readCursors(reader) }
    case call.cancelCursors:
      return { kind: 'cancel cursors', cursors: readCursors(reader) }
    case call.setSchema:
      reader.byte()
      reader.count()
      return { kind: 'set schema', schema: reader.text() }
    case call.endToEnd:
      return { kind: 'label', labels: readLabels(reader) }
    case call.lob:
      skipFreedLobs(reader)
      return { kind: 'free lobs' }
    default:
      throw new ProtocolError(`An unknown piggyback ${code}`)
  }
}

function readCursors(reader: ByteReader): readonly number[] {
  reader.byte()
  const count = reader.count()
  const cursors: number[] = []
  for (let index = 0; index < count; index += 1) cursors.push(reader.count())
  return cursors
}

function readLabels(reader: ByteReader): SessionLabels {
  reader.raw(2)
  reader.count()
  const lengthOf = () => {
    const isGiven = reader.byte() !== 0
    return { isGiven, length: reader.count() }
  }
  const heads = [lengthOf(), lengthOf(), lengthOf(), lengthOf()]
  skipPointer(reader)
  heads.push(lengthOf())
  skipPointer(reader)
  skipPointer(reader)
  heads.push(lengthOf())
  const texts = heads.map(({ isGiven, length }) =>
    !isGiven ? undefined : length === 0 ? '' : reader.text(),
  )
  const [clientIdentifier, moduleText, actionText, , clientInfo] = texts
  return {
    ...(clientIdentifier === undefined ? {} : { clientIdentifier }),
    ...(moduleText === undefined ? {} : { module: moduleText }),
    ...(actionText === undefined ? {} : { action: actionText }),
    ...(clientInfo === undefined ? {} : { clientInfo }),
  }
}

function skipFreedLobs(reader: ByteReader): void {
  reader.byte()
  const total = reader.count()
  reader.byte()
  reader.counts(3)
  reader.raw(3)
  reader.count()
  reader.byte()
  reader.counts(3)
  reader.byte()
  for (let index = 0; index < 3; index += 1) skipPointer(reader)
  reader.raw(total)
}

function skipPointer(reader: ByteReader): void {
  reader.byte()
  reader.count()
}
