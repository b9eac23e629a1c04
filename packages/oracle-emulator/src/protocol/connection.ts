import type { Socket } from 'node:net'
import { OracleError } from '../oracle-error.ts'
import type { Session } from '../session.ts'
import {
  challenge,
  invalidLogin,
  readLogin,
  verifyAnswer,
  writePairs,
  type Challenge,
  type Pairs,
} from './authenticate.ts'
import { ByteReader, ProtocolError } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { call, dataFlag, message } from './codes.ts'
import { fieldsSince, releaseNumber } from './generations.ts'
import {
  acceptance,
  expectMessage,
  readCapabilities,
  readFastNegotiation,
  refusal,
  requestedService,
  skipProtocolRequest,
  writeDataTypes,
  writeProtocol,
} from './negotiate.ts'
import { marker, PacketStream } from './packet-stream.ts'
import { CallServer } from './serve-calls.ts'
import { LineCutError, type ServerSide } from './server-side.ts'
import { writeCallEnd } from './write-error.ts'

const sessionKilled = 28

/** One client's connection, from its first packet to its last. */
export class Connection {
  readonly #socket: Socket
  readonly #server: ServerSide
  readonly #packets: PacketStream
  readonly #gone = new AbortController()
  #fieldVersion: number
  #service = ''
  #login: { user: string; pairs: Pairs; challenge: Challenge } | undefined
  #session: Session | undefined
  #calls: CallServer | undefined
  /** Requests are answered one after another. */
  #queue: Promise<void> = Promise.resolve()
  /** Raised by an interruption: answers to what was asked before it are thrown away. */
  #epoch = 0
  /** What is sent once the client has confirmed that the line is clear. */
  #afterReset: (() => void) | undefined
  #endsAfterAnswer = false

  constructor(socket: Socket, server: ServerSide) {
    this.#socket = socket
    this.#server = server
    this.#fieldVersion = server.facts.fieldVersion
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.once('close', () => void this.#leave())
    this.#packets = new PacketStream(socket, server.sdu, {
      onConnect: (data) => this.#queueUp(() => this.#connect(data)),
      onRequest: (request) => {
        const epoch = this.#epoch
        this.#queueUp(() => this.#answer(request, epoch))
      },
      onMarker: (kind) => this.#takeMarker(kind),
      onEnd: () => socket.end(),
      onFault: (error) => this.#fail(error),
    })
  }

  /** Cuts the line, as a firewall or a crash does. */
  cut(): void {
    this.#socket.destroy()
  }

  #queueUp(work: () => Promise<void>): void {
    this.#queue = this.#queue
      .then(() => this.#server.beforeRequest(this.#gone.signal))
      .then(work)
      .catch((error: unknown) => this.#fail(error))
  }

  #fail(error: unknown): void {
    if (!(error instanceof LineCutError) && !this.#gone.signal.aborted) this.#server.onFault(error)
    this.#socket.destroy()
  }

  async #leave(): Promise<void> {
    this.#gone.abort()
    this.#session?.cancel()
    this.#calls?.closeCursors()
    await this.#session?.end().catch((error: unknown) => this.#server.onFault(error))
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- queued like the others
  async #connect(data: string): Promise<void> {
    const { name, isSid } = requestedService(data)
    const refused = this.#server.refuses(name, isSid)
    if (refused !== undefined) {
      this.#packets.refuse(refusal(refused))
      return
    }
    this.#service = name
    this.#packets.accept(acceptance(this.#server.facts, this.#server.sdu))
  }

  #takeMarker(kind: number): void {
    if (kind === marker.reset) {
      const send = this.#afterReset
      this.#afterReset = undefined
      send?.()
      return
    }
    this.#epoch += 1
    this.#packets.dropPartial()
    this.#session?.cancel()
    const cancelled = new OracleError(1013, 'user requested cancel of current operation')
    this.#queueUp(() => {
      this.#afterReset = () => this.#sendError(cancelled)
      this.#packets.sendMarker(marker.break)
      this.#packets.sendMarker(marker.reset)
      return Promise.resolve()
    })
  }

  #send(writer: ByteWriter): void {
    const { isModern } = this.#server.facts
    if (isModern) writer.byte(message.endOfRequest)
    this.#packets.answer(writer.written(), isModern ? dataFlag.endOfResponse : 0)
  }

  #sendError(error: OracleError): void {
    const writer = new ByteWriter()
    const { cursor, rows } = this.#calls?.failed ?? { cursor: 0, rows: 0 }
    const isInTransaction = this.#session?.isInTransaction ?? false
    writeCallEnd(writer, { error, cursor, rows, isInTransaction }, this.#fieldVersion)
    this.#send(writer)
    if (this.#endsAfterAnswer) this.#socket.end()
  }

  async #answer(request: Buffer, epoch: number): Promise<void> {
    if (epoch !== this.#epoch) {
      // Interrupted before it began: the error is no cursor's.
      this.#calls?.forgetFailed()
      return
    }
    const writer = new ByteWriter()
    try {
      await this.#read(new ByteReader(request), writer)
    } catch (error) {
      if (error instanceof LineCutError || error instanceof ProtocolError) throw error
      if (epoch === this.#epoch) this.#refuse(this.#oracleError(error))
      return
    }
    if (epoch !== this.#epoch) return
    this.#send(writer)
    if (this.#endsAfterAnswer) this.#socket.end()
  }

  #oracleError(error: unknown): OracleError {
    if (error instanceof OracleError) return error
    this.#server.onFault(error)
    const text = error instanceof Error ? error.message : String(error)
    return new OracleError(20_999, `the emulator itself has failed: ${text}`)
  }

  #refuse(error: OracleError): void {
    if (error.number === sessionKilled) this.#endsAfterAnswer = true
    if (this.#session === undefined) {
      this.#sendError(error)
      return
    }
    // As servers do: an interruption first, and the error when the client has cleared the line.
    this.#afterReset = () => this.#sendError(error)
    this.#packets.sendMarker(marker.break)
    this.#packets.sendMarker(marker.reset)
  }

  async #read(reader: ByteReader, writer: ByteWriter): Promise<void> {
    for (;;) {
      const kind = reader.byte()
      switch (kind) {
        case message.protocol:
          skipProtocolRequest(reader)
          {
            writeProtocol(writer, this.#server.facts)
            return
          }
        case message.dataTypes: {
          this.#agreeOnTypes(reader, writer)
          return
        }
        case message.fastAuth:
          return this.#fastAuth(reader, writer)
        case message.piggyback: {
          const code = this.#readCallHead(reader)
          this.#openCalls().ride(code, reader)
          break
        }
        case message.call: {
          const code = this.#readCallHead(reader)
          return this.#call(code, reader, writer)
        }
        default:
          throw new ProtocolError(`An unknown message ${kind}`)
      }
    }
  }

  #readCallHead(reader: ByteReader): number {
    const code = reader.byte()
    reader.byte()
    if (this.#fieldVersion >= fieldsSince.pipelining) reader.count()
    return code
  }

  #openCalls(): CallServer {
    if (this.#calls === undefined) throw new ProtocolError('A call before the log-in')
    return this.#calls
  }

  async #call(code: number, reader: ByteReader, writer: ByteWriter): Promise<void> {
    if (code === call.authOne) return this.#startLogin(reader, writer)
    if (code === call.authTwo) return this.#endLogin(reader, writer)
    const calls = this.#openCalls()
    await calls.serve(code, reader, writer)
    if (code === call.logoff) await this.#session?.end()
  }

  #agreeOnTypes(reader: ByteReader, writer: ByteWriter): void {
    const client = readCapabilities(reader)
    this.#fieldVersion = Math.min(this.#fieldVersion, client.fieldVersion)
    writeDataTypes(writer, this.#server.facts, client)
  }

  async #fastAuth(reader: ByteReader, writer: ByteWriter): Promise<void> {
    const client = readFastNegotiation(reader)
    writeProtocol(writer, this.#server.facts)
    writeDataTypes(writer, this.#server.facts, client)
    // This first call is written in the fields of 19c, without a place in a pipeline.
    expectMessage(reader, message.call)
    const code = reader.byte()
    reader.byte()
    if (code !== call.authOne) throw new ProtocolError('A fast negotiation without a log-in')
    await this.#startLogin(reader, writer)
  }

  async #startLogin(reader: ByteReader, writer: ByteWriter): Promise<void> {
    const { user: name, pairs } = readLogin(reader)
    const user = name.toUpperCase()
    this.#login = { user, pairs, challenge: await challenge(this.#server.passwordOf(user)) }
    writePairs(writer, this.#login.challenge.pairs)
    writer.byte(message.status).count(0).count(0)
  }

  async #endLogin(reader: ByteReader, writer: ByteWriter): Promise<void> {
    const { pairs } = readLogin(reader)
    const login = this.#login
    if (login === undefined) throw new ProtocolError('A log-in without its first half')
    let proof: string
    try {
      proof = await this.#verify(login, pairs)
    } catch (error) {
      this.#endsAfterAnswer = true
      throw error
    }
    const of = (key: string) => pairs.get(key) ?? login.pairs.get(key) ?? ''
    const session = this.#server.openSession({
      user: login.user,
      service: this.#service,
      program: of('AUTH_PROGRAM_NM'),
      machine: of('AUTH_MACHINE'),
      osUser: of('AUTH_SID'),
      alterSession: of('AUTH_ALTER_SESSION').replace(/\0$/, ''),
    })
    this.#session = session
    this.#calls = new CallServer(session, this.#fieldVersion)
    const { facts } = this.#server
    writePairs(writer, [
      ['AUTH_VERSION_STRING', '- Production'],
      ['AUTH_VERSION_NO', String(releaseNumber(facts, this.#fieldVersion))],
      ['AUTH_SC_DBUNIQUE_NAME', 'EMULATOR'],
      ['AUTH_SC_SERVICE_NAME', this.#service],
      ['AUTH_INSTANCENAME', 'EMULATOR'],
      ['AUTH_DBNAME', 'EMULATOR'],
      ['AUTH_SC_DB_DOMAIN', ''],
      ['AUTH_MAX_OPEN_CURSORS', '300'],
      ['AUTH_MAX_IDEN_LENGTH', facts.fieldVersion < fieldsSince.longIdentifiers ? '30' : '128'],
      ['AUTH_SESSION_ID', '1'],
      ['AUTH_SERIAL_NUM', '1'],
      ['AUTH_SVR_RESPONSE', proof],
    ])
    this.#calls.writeStatus(writer)
  }

  async #verify(
    { user, challenge: given }: { user: string; challenge: Challenge },
    pairs: ReadonlyMap<string, string>,
  ): Promise<string> {
    let proof: string | undefined
    try {
      proof = await verifyAnswer(given, pairs)
    } catch (error) {
      if (!(error instanceof OracleError)) throw error
    }
    this.#server.admit(user, proof !== undefined)
    if (proof === undefined) throw invalidLogin()
    return proof
  }
}
