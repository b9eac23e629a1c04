import { parseRange, type CellRange } from './cell-reference.ts'
import { attribute, parseWholeXml } from './parse-xml.ts'
import { readSheet } from './read-sheet.ts'
import type { DateSystem } from './serial-time.ts'
import { readSharedStrings } from './shared-strings.ts'
import type { SheetRow } from './sheet-row.ts'
import { readStyles } from './styles.ts'
import { WorkbookError } from './workbook-error.ts'
import { readRelationships, readStructure, type SheetEntry } from './workbook-structure.ts'
import { openPackage, type PackageLimits } from './zip-package.ts'

/** A named part of a sheet. */
export interface NamedRange {
  readonly sheet: string
  readonly range: CellRange
}

/** A workbook of Excel (.xlsx), only ever read. */
export interface Workbook {
  readonly sheets: readonly Pick<SheetEntry, 'name' | 'isHidden'>[]
  readonly dateSystem: DateSystem
  /** What a name of the workbook stands for; undefined when it is no part of one sheet. */
  rangeOfName(name: string): NamedRange | undefined
  /** Where a table of that name stands, its titles included. */
  rangeOfTable(name: string): Promise<NamedRange | undefined>
  /** The rows of a sheet that have cells, in their order, some at a time. */
  rows(sheet: string): AsyncGenerator<readonly SheetRow[]>
  /** The ranges of a sheet whose cells are shown as one. Reads all of the sheet. */
  mergedRanges(sheet: string): Promise<readonly CellRange[]>
  /** Removes what was set aside. */
  close(): void
}

const mostMerged = 1_000_000

/** Opens a workbook. Throws `WorkbookError`, here or when a part of it is read. */
export async function openWorkbook(path: string, limits?: PackageLimits): Promise<Workbook> {
  const parts = await openPackage(path, limits)
  try {
    const { sheets, dateSystem, names, stylesPart, stringsPart } = await readStructure(parts)
    const styles = await readStyles(parts, stylesPart)
    const strings = await readSharedStrings(parts, stringsPart)
    const partOf = (name: string) => {
      const sheet = sheets.find((each) => each.name === name)
      if (sheet === undefined) throw new WorkbookError('no sheet', { sheet: name })
      return sheet.part
    }
    return {
      sheets,
      dateSystem,
      rangeOfName(name) {
        const text = names.get(name.toLowerCase())
        return text === undefined ? undefined : parseNamed(text)
      },
      async rangeOfTable(name) {
        for (const sheet of sheets) {
          for (const { type, target } of await readRelationships(parts, sheet.part)) {
            if (type !== 'table') continue
            const table = await readTable(await parts.read(target), target)
            if (table.name.toLowerCase() === name.toLowerCase() && table.range !== undefined) {
              return { sheet: sheet.name, range: table.range }
            }
          }
        }
        return undefined
      },
      async *rows(name) {
        const part = partOf(name)
        yield* readSheet(await parts.read(part), { part, strings, styles })
      },
      async mergedRanges(name) {
        const part = partOf(name)
        const ranges: CellRange[] = []
        await parseWholeXml(await parts.read(part), {
          part,
          handlers: {
            open(tag, attributes) {
              if (tag !== 'mergeCell') return
              const range = parseRange(attribute(attributes, 'ref') ?? '')
              if (range === undefined) return
              if (ranges.push(range) > mostMerged) throw new WorkbookError('too large', { part })
            },
          },
        })
        return ranges
      },
      close() {
        strings.close()
        parts.close()
      },
    }
  } catch (error) {
    parts.close()
    throw error
  }
}

function parseNamed(text: string): NamedRange | undefined {
  const match = /^(?:'((?:[^']|'')+)'|([^'!]+))!([$A-Z0-9:]+)$/i.exec(text.trim())
  const range = parseRange(match?.[3] ?? '')
  if (match === null || range === undefined) return undefined
  return { sheet: match[1]?.replaceAll("''", "'") ?? match[2] ?? '', range }
}

async function readTable(
  bytes: Parameters<typeof parseWholeXml>[0],
  part: string,
): Promise<{ readonly name: string; readonly range: CellRange | undefined }> {
  let name = ''
  let range: CellRange | undefined
  await parseWholeXml(bytes, {
    part,
    handlers: {
      open(tag, { displayName = '', ref = '', totalsRowCount = '0' }) {
        if (tag !== 'table') return
        name = displayName
        const whole = parseRange(ref)
        range = whole && { ...whole, lastRow: whole.lastRow - Number(totalsRowCount) }
      },
    },
  })
  return { name, range }
}
