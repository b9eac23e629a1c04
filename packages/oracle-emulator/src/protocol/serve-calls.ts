import { isLob } from '../images/oracle-type.ts'
import { OracleError } from '../oracle-error.ts'
import type { Session } from '../session.ts'
import { ProtocolError, type ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { call, executeOption, message } from './codes.ts'
import { Cursors, type Cursor } from './cursors.ts'
import { fieldsSince } from './generations.ts'
import { LobStore } from './lob-store.ts'
import { inlinesLobs, readBinds, readClientColumns } from './read-binds.ts'
import { readPiggyback } from './read-piggyback.ts'
import { RowWriter } from './row-writer.ts'
import { writeDescribe } from './write-describe.ts'
import { writeCallEnd } from './write-error.ts'

const lobRead = 2
const noDataFound = 1403
const commitOnReexecute = 1

/** An error of a statement that has a cursor, and has sent rows before it. */
export interface FailedCursor {
  readonly cursor: number
  readonly rows: number
}

/** Answers the calls of a client that has logged in. */
export class CallServer {
  readonly #session: Session
  readonly #fieldVersion: number
  readonly #cursors = new Cursors()
  readonly #lobs = new LobStore()
  /** The cursor whose statement runs. */
  failed: FailedCursor = { cursor: 0, rows: 0 }

  constructor(session: Session, fieldVersion: number) {
    this.#session = session
    this.#fieldVersion = fieldVersion
  }

  /** Throws `OracleError`, and `ProtocolError` for what it cannot read. */
  async serve(code: number, reader: ByteReader, writer: ByteWriter): Promise<void> {
    this.forgetFailed()
    switch (code) {
      case call.execute:
        await this.#execute(reader, writer)
        return
      case call.reexecute:
      case call.reexecuteAndFetch:
        await this.#reexecute(code, reader, writer)
        return
      case call.fetch:
        await this.#fetch(writer, this.#cursors.get(reader.count()), reader.count())
        return
      case call.lob:
        this.#readLob(reader, writer)
        return
      case call.commit:
        await this.#session.commit()
        break
      case call.rollback:
        await this.#session.rollback()
        break
      case call.ping:
      case call.logoff:
        break
      default:
        throw new OracleError(3120, `two-task conversion routine: no call ${code} is emulated`)
    }
    this.writeStatus(writer)
  }

  ride(code: number, reader: ByteReader): void {
    const piggyback = readPiggyback(code, reader)
    switch (piggyback.kind) {
      case 'close cursors':
        for (const id of piggyback.cursors) this.#cursors.close(id)
        return
      case 'cancel cursors':
        for (const id of piggyback.cursors) this.#cursors.cancel(id)
        return
      case 'set schema':
        this.#session.setSchema(piggyback.schema)
        return
      case 'label':
        this.#session.label(piggyback.labels)
        return
      case 'free lobs':
        return
    }
  }

  writeStatus(writer: ByteWriter): void {
    writer
      .byte(message.status)
      .count(this.#session.isInTransaction ? 2 : 0)
      .count(0)
  }

  forgetFailed(): void {
    this.failed = { cursor: 0, rows: 0 }
  }

  closeCursors(): void {
    this.#cursors.closeAll()
  }

  async #execute(reader: ByteReader, writer: ByteWriter): Promise<void> {
    const options = reader.count()
    const id = reader.count()
    reader.byte()
    const sqlBytes = reader.count()
    reader.byte()
    reader.count()
    reader.raw(3)
    const iterations = reader.count()
    reader.count()
    reader.byte()
    const binds = reader.count()
    reader.raw(6)
    const defines = reader.count()
    this.#skipExecuteTail(reader)
    const sql = sqlBytes === 0 ? undefined : reader.text()
    reader.counts(13)

    const cursor = sql === undefined ? this.#cursors.get(id) : this.#cursors.open(sql, id)
    if ((options & executeOption.define) !== 0) {
      const columns = readClientColumns(reader, defines, this.#fieldVersion)
      cursor.inlinesLobs = inlinesLobs(columns)
      cursor.writer = undefined
      if ((options & executeOption.fetch) === 0) {
        this.#end(writer, cursor)
        return
      }
      return this.#fetch(writer, cursor, iterations)
    }
    if (binds > 0) cursor.bindColumns = readClientColumns(reader, binds, this.#fieldVersion)
    cursor.binds = readBinds(reader, cursor.bindColumns)
    await this.#run(writer, cursor, {
      describesOnly: (options & executeOption.describe) !== 0,
      commits: (options & executeOption.commit) !== 0,
      fetches: (options & executeOption.fetch) === 0 ? 0 : iterations,
      isFirst: sql !== undefined,
    })
  }

  #skipExecuteTail(reader: ByteReader): void {
    reader.count()
    reader.raw(3)
    reader.count()
    reader.byte()
    reader.counts(2)
    reader.byte()
    reader.count()
    reader.byte()
    if (this.#fieldVersion >= fieldsSince.longIdentifiers) {
      reader.byte()
      reader.count()
      reader.byte()
      reader.count()
      reader.byte()
    }
    if (this.#fieldVersion >= fieldsSince.chunkIdentifiers) {
      reader.byte()
      reader.count()
    }
  }

  async #reexecute(code: number, reader: ByteReader, writer: ByteWriter): Promise<void> {
    const cursor = this.#cursors.get(reader.count())
    const iterations = reader.count()
    reader.count()
    const flags = reader.count()
    cursor.binds = readBinds(reader, cursor.bindColumns)
    await this.#run(writer, cursor, {
      describesOnly: false,
      commits: (flags & commitOnReexecute) !== 0,
      fetches: code === call.reexecuteAndFetch ? iterations : 0,
      isFirst: false,
    })
  }

  async #run(
    writer: ByteWriter,
    cursor: Cursor,
    options: { describesOnly: boolean; commits: boolean; fetches: number; isFirst: boolean },
  ): Promise<void> {
    this.#cursors.stop(cursor)
    this.failed = { cursor: cursor.id, rows: 0 }
    const { describesOnly, commits, fetches, isFirst } = options
    const answer = await this.#session.execute(cursor.sql, cursor.binds, { describesOnly })
    cursor.sent = 0
    if (answer.kind === 'done') {
      if (commits) await this.#session.commit()
      this.#writeReturn(writer, cursor)
      this.#end(writer, cursor)
      return
    }

    const { result } = answer
    cursor.result = result
    cursor.writer = undefined
    const described = JSON.stringify(result.columns)
    if (isFirst || cursor.described !== described) {
      writeDescribe(writer, result.columns, this.#fieldVersion)
      cursor.described = described
    }
    if (describesOnly) {
      this.#end(writer, cursor)
      return
    }
    // The client has to say how it wants LOBs before it gets any.
    const isReady =
      cursor.inlinesLobs !== undefined || !result.columns.some(({ type }) => isLob(type.kind))
    if (fetches > 0 && isReady) {
      cursor.isExecuting = true
      return this.#fetch(writer, cursor, fetches)
    }
    this.#writeReturn(writer, cursor)
    this.#end(writer, cursor)
  }

  async #fetch(writer: ByteWriter, cursor: Cursor, rows: number): Promise<void> {
    const { result } = cursor
    this.failed = { cursor: cursor.id, rows: cursor.sent }
    if (result === undefined) throw new OracleError(1002, 'fetch out of sequence')
    cursor.writer ??= new RowWriter(result.columns, this.#lobs, cursor.inlinesLobs === true)
    for (let index = 0; index < rows; index += 1) {
      const row = cursor.batch[cursor.place]
      if (row !== undefined) {
        cursor.writer.writeRow(writer, row, index === 0 ? rows : undefined)
        cursor.place += 1
        cursor.sent += 1
        continue
      }
      const next = await this.#nextBatch(cursor)
      if (next === undefined) {
        if (index === 0) cursor.writer.writeHeader(writer, rows)
        this.#endFetch(writer, cursor, new OracleError(noDataFound, 'no data found'))
        return
      }
      index -= 1
    }
    this.#endFetch(writer, cursor)
  }

  async #nextBatch(cursor: Cursor): Promise<true | undefined> {
    try {
      const next = await cursor.result?.rows.next()
      if (next === undefined || next.done === true) {
        cursor.result = undefined
        return undefined
      }
      cursor.batch = next.value
      cursor.place = 0
      return true
    } catch (error) {
      cursor.result = undefined
      cursor.batch = []
      cursor.place = 0
      throw error
    }
  }

  #endFetch(writer: ByteWriter, cursor: Cursor, error?: OracleError): void {
    if (cursor.isExecuting) this.#writeReturn(writer, cursor)
    cursor.isExecuting = false
    this.#end(writer, cursor, error)
  }

  #end(writer: ByteWriter, cursor: Cursor, error?: OracleError): void {
    const end = {
      cursor: cursor.id,
      rows: cursor.sent,
      isInTransaction: this.#session.isInTransaction,
      ...(error === undefined ? {} : { error }),
    }
    writeCallEnd(writer, end, this.#fieldVersion)
  }

  /** Follows what an execute sends: the SCN, the cursor and others that no client here reads. */
  #writeReturn(writer: ByteWriter, cursor: Cursor): void {
    writer.byte(message.parameter).counts(6, 0x04e67025, 0, cursor.id, 0, 0, 0, 0, 0, 0)
  }

  #readLob(reader: ByteReader, writer: ByteWriter): void {
    reader.byte()
    const locatorBytes = reader.count()
    reader.byte()
    reader.counts(3)
    reader.raw(3)
    const operation = reader.count()
    reader.raw(2)
    const offset = reader.count()
    reader.count()
    const hasAmount = reader.byte() !== 0
    reader.raw(6)
    const locator = reader.raw(locatorBytes)
    if (operation !== lobRead) throw new ProtocolError(`No operation ${operation} on LOBs`)
    const amount = hasAmount ? reader.count() : 0
    const { bytes, units } = this.#lobs.read(locator, offset, amount)
    writer.byte(message.lobData).bytes(bytes)
    writer.byte(message.parameter).raw(locator).count(units)
    const isInTransaction = this.#session.isInTransaction
    writeCallEnd(writer, { cursor: 0, rows: 0, isInTransaction }, this.#fieldVersion)
  }
}
