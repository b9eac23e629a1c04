import { type OracleError } from './oracle-error.ts'
import { LineCutError } from './protocol/server-side.ts'
import type { Row } from './result.ts'
import { snapshotTooOld } from './store/snapshots.ts'

/** What goes wrong when a row of a table is to be sent. */
export type RowFault = 'snapshot too old' | 'cut' | 'freeze' | OracleError

export interface RowFaultOptions {
  readonly owner?: string
  readonly table: string
  /** Of a reading, counted from 1. It does not come any more. */
  readonly row: number
  readonly fault: RowFault
  /** How often, until it is over; 1 unless it is said. */
  readonly times?: number
}

interface PendingFault extends RowFaultOptions {
  left: number
}

/** What a test lets go wrong. Everything holds until `clear`. */
export class Faults {
  #rowFaults: PendingFault[] = []
  #delayMs = 0
  #thaw: { readonly done: Promise<void>; readonly end: () => void } | undefined
  #refusal: number | undefined

  /** A reading of a table that comes to this row ends with the fault. */
  atRow(options: RowFaultOptions): void {
    this.#rowFaults.push({ ...options, left: options.times ?? 1 })
  }

  /** From now on connections are accepted, and nothing is answered. */
  freeze(): void {
    if (this.#thaw !== undefined) return
    let end: () => void = () => undefined
    const done = new Promise<void>((resolve) => {
      end = resolve
    })
    this.#thaw = { done, end }
  }

  get isFrozen(): boolean {
    return this.#thaw !== undefined
  }

  thaw(): void {
    this.#thaw?.end()
    this.#thaw = undefined
  }

  /** Each request waits so long before it is answered. */
  slow(delayMs: number): void {
    this.#delayMs = delayMs
  }

  /** The listener refuses every service, as it does with ORA-12514 while a database starts. */
  refuseConnections(number = 12_514): void {
    this.#refusal = number
  }

  get refusal(): number | undefined {
    return this.#refusal
  }

  clear(): void {
    // Readings that have begun know theirs.
    for (const fault of this.#rowFaults) fault.left = 0
    this.#rowFaults = []
    this.#delayMs = 0
    this.#refusal = undefined
    this.thaw()
  }

  async beforeRequest(signal: AbortSignal): Promise<void> {
    if (this.#delayMs > 0) {
      await endedBy(signal, new Promise<void>((resolve) => setTimeout(resolve, this.#delayMs)))
    }
    while (this.#thaw !== undefined) await endedBy(signal, this.#thaw.done)
  }

  /** Lets rows of a table through, up to the one at which something goes wrong. */
  async *watch(
    owner: string,
    table: string,
    batches: AsyncIterable<readonly Row[]>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly Row[], undefined> {
    const fault = this.#rowFaults.find(
      (one) => one.left > 0 && one.table === table && (one.owner ?? owner) === owner,
    )
    if (fault === undefined) {
      yield* batches
      return undefined
    }
    let seen = 0
    for await (const batch of batches) {
      if (fault.left === 0 || seen + batch.length < fault.row) {
        seen += batch.length
        yield batch
        continue
      }
      const before = batch.slice(0, fault.row - seen - 1)
      if (before.length > 0) yield before
      fault.left -= 1
      await this.#strike(fault.fault, signal)
    }
    return undefined
  }

  async #strike(fault: RowFault, signal: AbortSignal): Promise<void> {
    switch (fault) {
      case 'snapshot too old':
        throw snapshotTooOld()
      case 'cut':
        throw new LineCutError('The line is cut')
      case 'freeze':
        this.freeze()
        while (this.#thaw !== undefined) await endedBy(signal, this.#thaw.done)
        return
      default:
        throw fault
    }
  }
}

/** Waits, but no longer than until the connection has gone. */
function endedBy(signal: AbortSignal, waiting: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new LineCutError('The client has gone'))
    if (signal.aborted) {
      gone()
      return
    }
    signal.addEventListener('abort', gone, { once: true })
    void waiting.then(() => {
      signal.removeEventListener('abort', gone)
      resolve()
    })
  })
}
