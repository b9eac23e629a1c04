/** Prints what a row of the fault matrix (docs/fault-matrix.md) has met. */
export function injected(row: number, what: string): void {
  process.stdout.write(`row ${row}: ${what}\n`)
}
