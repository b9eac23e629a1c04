import { OracleError } from '../oracle-error.ts'
import type { Bind, QueryResult, Row } from '../result.ts'
import type { ClientColumn } from './read-binds.ts'
import type { RowWriter } from './row-writer.ts'

export interface Cursor {
  readonly id: number
  readonly sql: string
  bindColumns: readonly ClientColumn[]
  binds: readonly Bind[]
  /** How the client wants LOBs, once it has said so. */
  inlinesLobs: boolean | undefined
  /** What the client was last told of the columns. */
  described: string
  result: QueryResult | undefined
  writer: RowWriter | undefined
  batch: readonly Row[]
  place: number
  sent: number
  /** The answer to the execute is not closed yet. */
  isExecuting: boolean
}

/** The statements that a client keeps open. */
export class Cursors {
  readonly #open = new Map<number, Cursor>()
  #next = 1

  open(sql: string, id: number): Cursor {
    this.stop(this.#open.get(id))
    const cursor: Cursor = {
      id: id === 0 ? this.#next++ : id,
      sql,
      bindColumns: [],
      binds: [],
      inlinesLobs: undefined,
      described: '',
      result: undefined,
      writer: undefined,
      batch: [],
      place: 0,
      sent: 0,
      isExecuting: false,
    }
    this.#open.set(cursor.id, cursor)
    return cursor
  }

  /** Throws ORA-01001. */
  get(id: number): Cursor {
    const cursor = this.#open.get(id)
    if (cursor === undefined) throw new OracleError(1001, 'invalid cursor')
    return cursor
  }

  close(id: number): void {
    this.cancel(id)
    this.#open.delete(id)
  }

  cancel(id: number): void {
    this.stop(this.#open.get(id))
  }

  closeAll(): void {
    for (const id of [...this.#open.keys()]) this.close(id)
  }

  /** Ends the reading of a cursor's rows. */
  stop(cursor: Cursor | undefined): void {
    if (cursor?.result === undefined) return
    const { rows } = cursor.result
    cursor.result = undefined
    cursor.batch = []
    cursor.place = 0
    // Nobody waits for it, and what goes wrong at the end of a reading concerns nobody.
    void Promise.resolve(rows.return?.()).catch(() => undefined)
  }
}
