import { attribute, parseWholeXml } from './parse-xml.ts'
import type { DateSystem } from './serial-time.ts'
import { WorkbookError } from './workbook-error.ts'
import type { ZipPackage } from './zip-package.ts'

export interface SheetEntry {
  readonly name: string
  readonly isHidden: boolean
  readonly part: string
}

/** What a workbook is made of. */
export interface WorkbookStructure {
  /** Sheets of cells, in their order; charts and macros are none. */
  readonly sheets: readonly SheetEntry[]
  readonly dateSystem: DateSystem
  /** What names stand for, such as `Hoja1!$A$1:$C$9`; those of one sheet alone are left out. */
  readonly names: ReadonlyMap<string, string>
  readonly stylesPart: string | undefined
  readonly stringsPart: string | undefined
}

interface Relationship {
  readonly id: string
  /** The last part of its type: `worksheet`, `styles`. */
  readonly type: string
  readonly target: string
}

/** Finds the parts of a workbook by their relationships. Throws `WorkbookError`. */
export async function readStructure(parts: ZipPackage): Promise<WorkbookStructure> {
  const root = await readRelationships(parts, '')
  const workbook = root.find(({ type }) => type === 'officeDocument')?.target
  if (workbook === undefined || !parts.has(workbook)) throw new WorkbookError('no workbook')
  const relationships = await readRelationships(parts, workbook)
  const ofId = new Map(relationships.map((each) => [each.id, each]))
  const targetOf = (type: string) => relationships.find((each) => each.type === type)?.target

  const sheets: SheetEntry[] = []
  const names = new Map<string, string>()
  let dateSystem: DateSystem = 1900
  let name: string | undefined
  let text = ''
  await parseWholeXml(await parts.read(workbook), {
    part: workbook,
    handlers: {
      open(tag, attributes) {
        text = ''
        if (tag === 'workbookPr') dateSystem = isTrue(attributes['date1904']) ? 1904 : 1900
        if (tag === 'definedName') {
          name = attributes['localSheetId'] === undefined ? attributes['name'] : undefined
        }
        if (tag !== 'sheet') return
        const relationship = ofId.get(attribute(attributes, 'id') ?? '')
        if (relationship?.type !== 'worksheet') return
        sheets.push({
          name: attributes['name'] ?? '',
          isHidden: (attributes['state'] ?? 'visible') !== 'visible',
          part: relationship.target,
        })
      },
      text(piece) {
        text += piece
      },
      close(tag) {
        if (tag === 'definedName' && name !== undefined) names.set(name.toLowerCase(), text)
      },
    },
  })
  return {
    sheets,
    dateSystem,
    names,
    stylesPart: targetOf('styles'),
    stringsPart: targetOf('sharedStrings'),
  }
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on'
}

/** The relationships of a part, or those of the package; targets are names of parts. */
export async function readRelationships(
  parts: ZipPackage,
  of: string,
): Promise<readonly Relationship[]> {
  const slash = of.lastIndexOf('/')
  const folder = of.slice(0, slash + 1)
  const part = `${folder}_rels/${of.slice(slash + 1)}.rels`
  if (!parts.has(part)) return []
  const found: Relationship[] = []
  await parseWholeXml(await parts.read(part), {
    part,
    handlers: {
      open(tag, { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode }) {
        // What lies outside the file is never fetched.
        if (tag !== 'Relationship' || mode === 'External') return
        found.push({
          id,
          type: type.slice(type.lastIndexOf('/') + 1),
          target: within(folder, target),
        })
      },
    },
  })
  return found
}

function within(folder: string, target: string): string {
  return decodeURI(new URL(target, `zip:///${folder}`).pathname).replace(/^\/+/, '')
}
