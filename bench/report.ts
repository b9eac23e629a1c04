import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { barLines, type Bar } from './bars.ts'

export interface BenchReport {
  readonly bench: string
  /** What was measured, in words, and its figure. */
  readonly lines: readonly (readonly [what: string, figure: string])[]
  readonly measurements: Readonly<Record<string, readonly number[]>>
  readonly bars: readonly Bar[]
}

/** Prints the table and the bars, writes them to `jsonFile` if there is one. */
export function writeReport(report: BenchReport, jsonFile: string | undefined): void {
  const width = Math.max(...report.lines.map(([what]) => what.length))
  const table = report.lines.map(([what, figure]) => `  ${what.padEnd(width)}  ${figure}`)
  process.stdout.write(`\n${table.join('\n')}\n\n${barLines(report.bars)}\n`)
  if (jsonFile === undefined) return
  const machine = { cpus: cpus().length, model: cpus()[0]?.model, memoryBytes: totalmem() }
  const content = { ...report, lines: Object.fromEntries(report.lines), machine }
  writeFileSync(jsonFile, `${JSON.stringify({ ...content, node: process.version }, null, 2)}\n`)
}
