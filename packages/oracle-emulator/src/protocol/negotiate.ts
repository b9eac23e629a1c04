import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { message } from './codes.ts'
import { ProtocolError } from './byte-reader.ts'
import type { GenerationFacts } from './generations.ts'

const utf8Charset = 873
const utf16Charset = 2000
const endOfRequestFlag = 0x02000000
const fastAuthFlag = 0x10000000
/** The place of the field version among the compile capabilities, and of time zones in the others. */
const fieldVersionPlace = 7
const clobPlace = 37
const timeZonePlace = 1

/** The service or the SID that a client asks for, in upper case. */
export function requestedService(data: string): { name: string; isSid: boolean } {
  const service = /SERVICE_NAME\s*=\s*([^)\s]+)\s*\)/i.exec(data)?.[1]
  const sid = /\(\s*SID\s*=\s*([^)\s]+)\s*\)/i.exec(data)?.[1]
  return {
    name: (service ?? sid ?? '').toUpperCase(),
    isSid: service === undefined && sid !== undefined,
  }
}

/** How a listener says that it does not know a service. */
export function refusal(errorNumber: number): string {
  const code = `(ERR=${errorNumber})(ERROR_STACK=(ERROR=(CODE=${errorNumber})(EMFI=4)))`
  return `(DESCRIPTION=(TMP=)(VSNNUM=318767104)${code})`
}

export function acceptance(facts: GenerationFacts, sdu: number): Buffer {
  const body = Buffer.alloc(37)
  body.writeUInt16BE(facts.transportVersion, 0)
  body.writeUInt16BE(1, 2)
  body.writeUInt16BE(Math.min(sdu, 65_535), 4)
  body.writeUInt16BE(65_535, 6)
  body.writeUInt16BE(1, 8)
  body.writeUInt16BE(45, 12)
  // No native network services, neither wanted nor required.
  body[14] = 0x08
  body[15] = 0x08
  body.writeUInt32BE(sdu, 24)
  body.writeUInt32BE(2_097_152, 28)
  if (facts.isModern) body.writeUInt32BE(endOfRequestFlag | fastAuthFlag, 33)
  return body
}

export function skipProtocolRequest(reader: ByteReader): void {
  reader.raw(2)
  while (reader.byte() !== 0);
}

/** Whether the server knows zones of its own; without, the client asks for DBTIMEZONE by SQL. */
function knowsTimeZones(facts: GenerationFacts): boolean {
  return facts.fieldVersion >= 12
}

export function writeProtocol(writer: ByteWriter, facts: GenerationFacts): void {
  const compileCapabilities = Buffer.alloc(53)
  compileCapabilities[fieldVersionPlace] = facts.fieldVersion
  compileCapabilities[clobPlace] = 0x20
  const runtimeCapabilities = Buffer.alloc(13)
  runtimeCapabilities[timeZonePlace] = knowsTimeZones(facts) ? 1 : 0
  runtimeCapabilities[6] = 0x04
  const charsets = Buffer.alloc(11)
  charsets.writeUInt16BE(utf16Charset, 9)
  writer.byte(message.protocol).byte(6).byte(0).raw(Buffer.from('x86_64/Linux 2.4.xx\0'))
  writer.uint16Reversed(utf8Charset).byte(1).uint16Reversed(0)
  writer.uint16(charsets.length).raw(charsets)
  writer.bytes(compileCapabilities).bytes(runtimeCapabilities)
}

export interface ClientCapabilities {
  readonly fieldVersion: number
  readonly knowsTimeZones: boolean
}

export function readCapabilities(reader: ByteReader): ClientCapabilities {
  reader.raw(5)
  const compile = reader.bytes()
  const runtime = reader.bytes()
  if (compile === null || compile.length <= fieldVersionPlace || runtime === null) {
    throw new ProtocolError('A client without capabilities')
  }
  return {
    fieldVersion: compile.readUInt8(fieldVersionPlace),
    knowsTimeZones: runtime.length > timeZonePlace && (runtime.readUInt8(timeZonePlace) & 1) === 1,
  }
}

export function writeDataTypes(
  writer: ByteWriter,
  facts: GenerationFacts,
  client: ClientCapabilities,
): void {
  writer.byte(message.dataTypes)
  if (knowsTimeZones(facts) && client.knowsTimeZones) {
    const utc = [0x80, 0, 0, 0, 60, 60, 60, 0x80, 0, 0, 0]
    writer.raw(Buffer.from(utc))
  }
  writer.uint16(0)
}

/** Skips the parts of a fast negotiation up to its first call. */
export function readFastNegotiation(reader: ByteReader): ClientCapabilities {
  reader.raw(3)
  expectMessage(reader, message.protocol)
  skipProtocolRequest(reader)
  reader.raw(6)
  expectMessage(reader, message.dataTypes)
  const client = readCapabilities(reader)
  if (client.knowsTimeZones) reader.raw(11)
  // Types with their conversion and representation, or without; a zero ends the list.
  while (reader.uint16() !== 0) if (reader.uint16() !== 0) reader.raw(4)
  return client
}

export function expectMessage(reader: ByteReader, wanted: number): void {
  const found = reader.byte()
  if (found !== wanted) throw new ProtocolError(`A message ${found} in place of ${wanted}`)
}
