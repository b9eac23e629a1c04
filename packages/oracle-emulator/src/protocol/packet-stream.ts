import type { Socket } from 'node:net'
import { ProtocolError } from './byte-reader.ts'
import { dataFlag, packetType } from './codes.ts'

const headerBytes = 8
const mostPacketBytes = 2_097_152
const mostRequestBytes = 64 * 1024 * 1024

export interface PacketHandlers {
  /** The text after CONNECT, also if it came in a packet of its own. */
  onConnect(data: string): void
  onRequest(request: Buffer): void
  onMarker(kind: number): void
  onEnd(): void
  onFault(error: unknown): void
}

export const marker = { break: 1, reset: 2 } as const

/**
 * Cuts what a socket brings into packets and requests, and answers into packets. Lengths have two
 * bytes until the connection is accepted, and four after it.
 */
export class PacketStream {
  readonly #socket: Socket
  readonly #sdu: number
  readonly #handlers: PacketHandlers
  #pending: Buffer = Buffer.alloc(0)
  #parts: Buffer[] = []
  #partBytes = 0
  #hasLongLengths = false
  #awaitsConnectData = false

  constructor(socket: Socket, sdu: number, handlers: PacketHandlers) {
    this.#socket = socket
    this.#sdu = sdu
    this.#handlers = handlers
    socket.on('data', (chunk: Buffer) => {
      try {
        this.#take(chunk)
      } catch (error) {
        handlers.onFault(error)
      }
    })
  }

  accept(body: Buffer): void {
    this.#write(packetType.accept, body)
    this.#hasLongLengths = true
  }

  refuse(text: string): void {
    const bytes = Buffer.from(text, 'latin1')
    const head = Buffer.from([0x22, 0, bytes.length >> 8, bytes.length & 0xff])
    this.#write(packetType.refuse, Buffer.concat([head, bytes]))
    this.#socket.end()
  }

  sendMarker(kind: number): void {
    this.#write(packetType.marker, Buffer.from([1, 0, kind]))
  }

  /** Sends an answer, in as many packets as it needs. `lastFlags` go with the last one. */
  answer(body: Buffer, lastFlags: number): void {
    const room = this.#sdu - headerBytes - 2
    const packets = Math.max(1, Math.ceil(body.length / room))
    const out = Buffer.allocUnsafe(body.length + packets * (headerBytes + 2))
    let place = 0
    for (let packet = 0; packet < packets; packet += 1) {
      const part = body.subarray(packet * room, (packet + 1) * room)
      this.#writeHeader(out, place, packetType.data, part.length + 2)
      out.writeUInt16BE(packet === packets - 1 ? lastFlags : 0, place + headerBytes)
      part.copy(out, place + headerBytes + 2)
      place += headerBytes + 2 + part.length
    }
    this.#socket.write(out)
  }

  /** Forgets what has come of a request that is not finished. */
  dropPartial(): void {
    this.#parts = []
    this.#partBytes = 0
  }

  #write(type: number, body: Buffer): void {
    const packet = Buffer.allocUnsafe(headerBytes + body.length)
    this.#writeHeader(packet, 0, type, body.length)
    body.copy(packet, headerBytes)
    this.#socket.write(packet)
  }

  #writeHeader(target: Buffer, place: number, type: number, bodyBytes: number): void {
    target.fill(0, place, place + headerBytes)
    const length = bodyBytes + headerBytes
    if (this.#hasLongLengths) target.writeUInt32BE(length, place)
    else target.writeUInt16BE(length, place)
    target[place + 4] = type
  }

  #take(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    while (this.#pending.length >= headerBytes) {
      const length = this.#hasLongLengths
        ? this.#pending.readUInt32BE(0)
        : this.#pending.readUInt16BE(0)
      if (length < headerBytes || length > mostPacketBytes) {
        throw new ProtocolError(`A packet of ${length} bytes`)
      }
      if (this.#pending.length < length) return
      const packet = this.#pending.subarray(0, length)
      this.#pending = this.#pending.subarray(length)
      this.#takePacket(packet.readUInt8(4), packet)
    }
  }

  #takePacket(type: number, packet: Buffer): void {
    switch (type) {
      case packetType.connect:
        this.#takeConnect(packet)
        return
      case packetType.data:
        this.#takeData(packet)
        return
      case packetType.marker:
        if (packet.length < 11) throw new ProtocolError('A marker without a kind')
        this.#handlers.onMarker(packet.readUInt8(10))
        return
      default:
        throw new ProtocolError(`A packet of the unknown type ${type}`)
    }
  }

  #takeConnect(packet: Buffer): void {
    if (packet.length < 28) throw new ProtocolError('A connect packet that is too short')
    const length = packet.readUInt16BE(24)
    const start = packet.readUInt16BE(26)
    // What is too long for the packet follows in one of its own.
    if (packet.length < start + length) this.#awaitsConnectData = true
    else this.#handlers.onConnect(packet.toString('latin1', start, start + length))
  }

  #takeData(packet: Buffer): void {
    if (packet.length < 10) throw new ProtocolError('A data packet without flags')
    const flags = packet.readUInt16BE(headerBytes)
    const body = packet.subarray(headerBytes + 2)
    if (this.#awaitsConnectData) {
      this.#awaitsConnectData = false
      this.#handlers.onConnect(body.toString('latin1'))
      return
    }
    if ((flags & dataFlag.endOfFile) !== 0) {
      this.#handlers.onEnd()
      return
    }
    this.#parts.push(body)
    this.#partBytes += body.length
    if (this.#partBytes > mostRequestBytes) throw new ProtocolError('A request is too large')
    if ((flags & dataFlag.endOfRequest) === 0) return
    const request = this.#parts.length === 1 ? body : Buffer.concat(this.#parts)
    this.dropPartial()
    this.#handlers.onRequest(request)
  }
}
