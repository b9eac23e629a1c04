import type { Readable } from 'node:stream'
import { parseXml } from './parse-xml.ts'
import { RowAssembler, type SheetParts } from './row-assembler.ts'
import type { SheetRow } from './sheet-row.ts'

/**
 * Reads the rows of a sheet that have cells, in their order, some at a time. Memory holds those of one
 * piece. Throws `WorkbookError`.
 */
export async function* readSheet(
  bytes: Readable,
  parts: SheetParts,
): AsyncGenerator<readonly SheetRow[]> {
  const assembler = new RowAssembler(parts)
  const pieces = parseXml(bytes, { part: parts.part, handlers: assembler })
  try {
    while ((await pieces.next()).done !== true) {
      const rows = assembler.take()
      if (rows.length > 0) yield rows
    }
  } finally {
    bytes.destroy()
  }
}
