import { keyText, type Row } from './random-state.ts'
import type { RandomTable } from './random-tables.ts'

export interface Counts {
  readonly staged: number
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly unchanged: number
}

/** How many rows a run has to write to bring a table from one state to the other. */
export function expectedCounts(
  table: RandomTable,
  before: readonly Row[],
  after: readonly Row[],
): Counts {
  return table.key.length > 0 ? keyed(table, before, after) : asMultiset(before, after)
}

function keyed(table: RandomTable, before: readonly Row[], after: readonly Row[]): Counts {
  const images = new Map(before.map((row) => [keyText(table, row, table.key), imageOf(row)]))
  const met = after.flatMap((row) => {
    const image = images.get(keyText(table, row, table.key))
    return image === undefined ? [] : [image === imageOf(row)]
  })
  const unchanged = met.filter((isSame) => isSame).length
  return {
    staged: after.length,
    inserted: after.length - met.length,
    updated: met.length - unchanged,
    deleted: before.length - met.length,
    unchanged,
  }
}

function asMultiset(before: readonly Row[], after: readonly Row[]): Counts {
  const left = before.map(imageOf)
  let unchanged = 0
  for (const image of after.map(imageOf)) {
    const at = left.indexOf(image)
    if (at === -1) continue
    left.splice(at, 1)
    unchanged += 1
  }
  return {
    staged: after.length,
    inserted: after.length - unchanged,
    updated: 0,
    deleted: left.length,
    unchanged,
  }
}

function imageOf(row: Row): string {
  return JSON.stringify(row)
}
