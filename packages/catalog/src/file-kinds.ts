import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { csvPartFault, CsvPartDefinition, resolveCsvPart, type CsvPart } from './csv-part.ts'
import {
  excelPartFault,
  ExcelPartDefinition,
  resolveExcelPart,
  type ExcelPart,
} from './excel-part.ts'
import type { Finding, Path } from './fault.ts'
import { structureFindings } from './structure-findings.ts'

/** Where a table's rows are in a file. */
export type FilePart = CsvPart | ExcelPart

/** What a kind of file has to say of the property `from` of a table. */
interface FileKind {
  check(from: unknown, path: Path): readonly Finding[]
  resolve(from: unknown): FilePart
  readonly example: string
}

function fileKind<Schema extends TSchema>(
  schema: Schema,
  {
    fault,
    resolve,
    example,
  }: {
    readonly fault: (part: Static<Schema>) => string | undefined
    readonly resolve: (part: Static<Schema>) => FilePart
    readonly example: string
  },
): FileKind {
  return {
    example,
    check(from, path) {
      const findings = structureFindings(schema, from)
      if (findings.length > 0) {
        return findings.map((each) => ({ ...each, path: [...path, ...each.path] }))
      }
      const reason = fault(from)
      return reason === undefined ? [] : [{ path, reason }]
    },
    resolve(from) {
      if (!Value.Check(schema, from)) throw new Error('The part was not checked')
      return resolve(from)
    },
  }
}

const kinds: Readonly<Record<string, FileKind>> = {
  csv: fileKind(CsvPartDefinition, {
    fault: csvPartFault,
    resolve: resolveCsvPart,
    example: "{ file: 'fuentes*.csv' }",
  }),
  excel: fileKind(ExcelPartDefinition, {
    fault: excelPartFault,
    resolve: resolveExcelPart,
    example: "{ file: 'sarh*.xlsx', sheet: Hoja1 }",
  }),
}

/** The kind of file of that name; undefined for what is none, such as a database. */
export function fileKindOf(kind: unknown): FileKind | undefined {
  return typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
}
