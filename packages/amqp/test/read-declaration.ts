/** What a client says of a queue or an exchange that it declares. */
export interface WireDeclaration {
  readonly name: string
  readonly isPassive: boolean
  readonly isDurable: boolean
  /** Of an exchange the flag that is now reserved. */
  readonly isExclusive: boolean
}

// AMQP 0-9-1: the frame's header, class and method, and a field that is reserved.
const argumentsAt = 7 + 4
const namesAt = argumentsAt + 2

/** Reads a whole frame of `queue.declare`: a name, then the flags. */
export function readQueueDeclaration(frame: Buffer): WireDeclaration {
  const { text: name, end } = shortText(frame, namesAt)
  return { name, ...flagsOf(frame.readUInt8(end)) }
}

/** Reads a whole frame of `exchange.declare`: name and type, then the flags. */
export function readExchangeDeclaration(frame: Buffer): Omit<WireDeclaration, 'isExclusive'> {
  const { text: name, end: typeAt } = shortText(frame, namesAt)
  const { isPassive, isDurable } = flagsOf(frame.readUInt8(shortText(frame, typeAt).end))
  return { name, isPassive, isDurable }
}

/** Reads a whole frame of `basic.qos`: window in bytes, in messages, and whose they are. */
export function readQos(frame: Buffer): { readonly prefetch: number; readonly isGlobal: boolean } {
  return {
    prefetch: frame.readUInt16BE(argumentsAt + 4),
    isGlobal: (frame.readUInt8(argumentsAt + 6) & 1) === 1,
  }
}

function flagsOf(bits: number): Omit<WireDeclaration, 'name'> {
  return {
    isPassive: (bits & 1) !== 0,
    isDurable: (bits & 2) !== 0,
    isExclusive: (bits & 4) !== 0,
  }
}

function shortText(frame: Buffer, at: number): { readonly text: string; readonly end: number } {
  const end = at + 1 + frame.readUInt8(at)
  return { text: frame.toString('utf8', at + 1, end), end }
}
