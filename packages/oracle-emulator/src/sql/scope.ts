import { OracleError } from '../oracle-error.ts'
import type { ResultColumn } from '../result.ts'
import type { Compiled } from './compiled.ts'

/** A table, view or query that a block reads from. */
export interface ScopeSource {
  /** The names that a column may be qualified with. */
  readonly qualifiers: readonly (readonly string[])[]
  readonly columns: readonly ResultColumn[]
  /** How a column is stored in PostgreSQL, if it is a table's. */
  storedColumn(index: number): string | undefined
  /** Whether rows have an address. */
  readonly hasRowid: boolean
}

/** The place of a column in the rows of a block. */
export interface Slot {
  readonly source: number
  /** Of the column; `rowid` is the row's address. */
  readonly column: number | 'rowid'
}

const rowidType = { kind: 'ROWID' } as const

/** The names that a block's expressions may use. A place in its rows is given to what is used. */
export class Scope {
  readonly slots: Slot[] = []
  readonly #sources: readonly ScopeSource[]
  readonly #placeOf = new Map<string, number>()

  constructor(sources: readonly ScopeSource[]) {
    this.#sources = sources
  }

  get sources(): readonly ScopeSource[] {
    return this.#sources
  }

  /** Undefined if no source has the name. Throws ORA-00918 if more than one has. */
  find(path: readonly string[], at: number): Compiled | undefined {
    const name = path.at(-1) ?? ''
    const qualifier = path.slice(0, -1)
    const found: Slot[] = []
    for (const [index, source] of this.#sources.entries()) {
      if (qualifier.length > 0 && !isQualified(source, qualifier)) continue
      for (const [place, column] of source.columns.entries()) {
        if (column.name === name) found.push({ source: index, column: place })
      }
      if (name === 'ROWID' && source.hasRowid) found.push({ source: index, column: 'rowid' })
    }
    const [slot] = found
    if (found.length > 1) throw new OracleError(918, 'column ambiguously defined', at)
    return slot === undefined ? undefined : this.column(slot)
  }

  /** The columns that an asterisk stands for. Throws ORA-00904 for an unknown qualifier. */
  all(of: readonly string[], at: number): readonly { name: string; value: Compiled }[] {
    const chosen = [...this.#sources.entries()].filter(
      ([, source]) => of.length === 0 || isQualified(source, of),
    )
    if (chosen.length === 0) throw invalidIdentifier(of, at)
    return chosen.flatMap(([index, source]) =>
      source.columns.flatMap(({ name, isHidden }, column) =>
        isHidden === true ? [] : [{ name, value: this.column({ source: index, column }) }],
      ),
    )
  }

  column({ source, column }: Slot): Compiled {
    const key = `${source} ${column}`
    const place = this.#placeOf.get(key) ?? this.slots.length
    if (place === this.slots.length) {
      this.slots.push({ source, column })
      this.#placeOf.set(key, place)
    }
    const from = this.#sources[source]
    const known = column === 'rowid' ? undefined : from?.columns[column]
    const stored = column === 'rowid' ? undefined : from?.storedColumn(column)
    const compiled: Compiled = {
      type: known?.type ?? rowidType,
      isNullable: known?.isNullable ?? false,
      evaluate: (row) => row[place] ?? null,
    }
    return stored === undefined ? compiled : { ...compiled, stored }
  }
}

function isQualified({ qualifiers }: ScopeSource, given: readonly string[]): boolean {
  return qualifiers.some(
    (path) => path.length === given.length && path.every((part, index) => part === given[index]),
  )
}

export function invalidIdentifier(path: readonly string[], at: number): OracleError {
  return new OracleError(
    904,
    `${path.map((part) => `"${part}"`).join('.')}: invalid identifier`,
    at,
  )
}
