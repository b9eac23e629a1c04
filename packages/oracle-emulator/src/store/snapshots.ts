import type { Pool, PoolClient } from 'pg'
import { OracleError } from '../oracle-error.ts'
import { definitionLock, storeSchema } from './objects.ts'

/** One instant of all tables: its system change number, and PostgreSQL's name for it. */
export interface HeldSnapshot {
  readonly scn: bigint
  readonly name: string
}

interface Kept extends HeldSnapshot {
  readonly client: PoolClient
  readonly takenMs: number
  readonly timer: NodeJS.Timeout
}

export interface SnapshotOptions {
  /** How long a snapshot that was told by its SCN can be read. */
  readonly undoRetentionMs: number
  /** How many at most; each holds a connection. The oldest makes place. */
  readonly mostSnapshots: number
}

/**
 * The instants that can still be read. Asking for the SCN keeps the instant, as undo does, for a while;
 * a transaction holds its own until it ends.
 */
export class Snapshots {
  readonly #pool: Pool
  readonly #options: SnapshotOptions
  readonly #kept = new Map<bigint, Kept>()

  readonly #told = new Set<bigint>()

  constructor(pool: Pool, options: SnapshotOptions) {
    this.#pool = pool
    this.#options = options
  }

  /** Keeps the present instant, and gives its SCN. With `grainMs`, one that is not older will do. */
  async take(grainMs = 0): Promise<bigint> {
    const last = [...this.#kept.values()].at(-1)
    if (grainMs > 0 && last !== undefined && Date.now() - last.takenMs <= grainMs) return last.scn
    const { held, client } = await this.#open()
    const timer = setTimeout(() => this.forget(held.scn), this.#options.undoRetentionMs)
    timer.unref()
    this.#kept.set(held.scn, { ...held, client, timer, takenMs: Date.now() })
    this.#told.add(held.scn)
    while (this.#kept.size > this.#options.mostSnapshots) {
      const [oldest] = this.#kept.keys()
      if (oldest !== undefined) this.forget(oldest)
    }
    return held.scn
  }

  /** Throws ORA-01555 for an instant that is no longer kept, ORA-08181 for one that never was. */
  find(scn: bigint): HeldSnapshot {
    const kept = this.#kept.get(scn)
    if (kept !== undefined) return kept
    if (this.#told.has(scn)) throw snapshotTooOld()
    throw new OracleError(8181, 'specified number is not a valid system change number')
  }

  /** Holds the present instant for as long as the caller wants it. */
  async hold(): Promise<HeldSnapshot & { release(): void }> {
    const { held, client } = await this.#open()
    let isHeld = true
    const release = () => {
      if (isHeld) endSnapshot(client)
      isHeld = false
    }
    return { ...held, release }
  }

  /** Ends the keeping of an instant, as when its undo is overwritten. */
  forget(scn: bigint): void {
    const kept = this.#kept.get(scn)
    if (kept === undefined) return
    this.#kept.delete(scn)
    clearTimeout(kept.timer)
    endSnapshot(kept.client)
  }

  forgetAll(): void {
    for (const scn of [...this.#kept.keys()]) this.forget(scn)
  }

  async #open(): Promise<{ held: HeldSnapshot; client: PoolClient }> {
    const client = await this.#pool.connect()
    try {
      // No definition changes between the number and the instant that it names.
      await client.query(`select pg_advisory_lock_shared(${definitionLock})`)
      await client.query('begin isolation level repeatable read')
      const { rows } = await client.query<{ scn: string; name: string }>(
        `select nextval('${storeSchema}.scn') as scn, pg_export_snapshot() as name`,
      )
      await client.query(`select pg_advisory_unlock_shared(${definitionLock})`)
      const [row] = rows
      if (row === undefined) throw new Error('PostgreSQL exported no snapshot')
      const scn = BigInt(row.scn)
      return { held: { scn, name: row.name }, client }
    } catch (error) {
      client.release(true)
      throw error
    }
  }
}

export function snapshotTooOld(): OracleError {
  return new OracleError(
    1555,
    'snapshot too old: rollback segment number 9 with name "_SYSSMU9$" too small',
  )
}

function endSnapshot(client: PoolClient): void {
  void client.query('rollback').then(
    () => client.release(),
    () => client.release(true),
  )
}
