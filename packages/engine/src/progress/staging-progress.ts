import type { ReportProgress } from './sync-progress.ts'

/** Adds up what several readers stage at the same time. */
export interface StagingProgress {
  /** A table is being read, and so many of its rows are staged. */
  staged(table: string, rows: number): void
  /** A table has been read. */
  finished(table: string): void
}

const windowMs = 10_000
const sampleMs = 1_000

/** Reports rows, their rate and the time left as staging goes on. Memory: a few samples. */
export function openStagingProgress({
  tablesTotal,
  rowsExpected,
  report,
  now,
}: {
  readonly tablesTotal: number
  /** Undefined when nobody knows. */
  readonly rowsExpected: number | undefined
  readonly report: ReportProgress
  readonly now: () => number
}): StagingProgress {
  const perTable = new Map<string, number>()
  let samples: readonly Sample[] = [{ atMs: now(), rows: 0 }]
  let tablesDone = 0
  let rows = 0

  function tell(table: string): void {
    const atMs = now()
    const last = samples.at(-1)
    if (last === undefined || atMs - last.atMs >= sampleMs) {
      samples = [...samples, { atMs, rows }].filter((each) => atMs - each.atMs <= windowMs)
    }
    const speed = speedOf(samples, { atMs, rows }, rowsExpected)
    const expected =
      rowsExpected === undefined ? {} : { rowsExpected: Math.max(rowsExpected, rows) }
    report({ phase: 'stage', tablesDone, tablesTotal, table, rows, ...expected, ...speed })
  }

  return {
    staged(table, count) {
      rows += count - (perTable.get(table) ?? 0)
      perTable.set(table, count)
      tell(table)
    },
    finished(table) {
      tablesDone += 1
      tell(table)
    },
  }
}

interface Sample {
  readonly atMs: number
  readonly rows: number
}

function speedOf(
  samples: readonly Sample[],
  { atMs, rows }: Sample,
  rowsExpected: number | undefined,
): { readonly rowsPerSecond?: number; readonly secondsLeft?: number } {
  const [oldest] = samples
  if (oldest === undefined || atMs - oldest.atMs < sampleMs) return {}
  const rowsPerSecond = Math.round(((rows - oldest.rows) * 1_000) / (atMs - oldest.atMs))
  if (rowsExpected === undefined || rowsPerSecond === 0) return { rowsPerSecond }
  const left = Math.max(0, rowsExpected - rows)
  return { rowsPerSecond, secondsLeft: Math.ceil(left / rowsPerSecond) }
}
