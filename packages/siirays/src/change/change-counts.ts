export interface ChangeCounts {
  readonly inserts: number
  readonly updates: number
  readonly deletes: number
}

export type ChangeKind = keyof ChangeCounts

const none: ChangeCounts = { inserts: 0, updates: 0, deletes: 0 }

/** Rows changed in each table, counted while a change is made. */
export interface ChangeTally {
  add(table: string, kind: ChangeKind, rows: number): void
  counts(): ReadonlyMap<string, ChangeCounts>
}

export function createChangeTally(): ChangeTally {
  const tables = new Map<string, ChangeCounts>()
  return {
    add: (table, kind, rows) => {
      if (rows === 0) return
      const counts = tables.get(table) ?? none
      tables.set(table, { ...counts, [kind]: counts[kind] + rows })
    },
    counts: () => tables,
  }
}
