import { Type, type Static } from '@sinclair/typebox'
import {
  FileName,
  numberParts,
  numbersFault,
  resolveNumbers,
  type NumberForm,
} from './file-part.ts'

const strict = { additionalProperties: false }

function text(expected: string): ReturnType<typeof Type.String> {
  return Type.String({ minLength: 1, pattern: '\\S', expected })
}

/** Where a table's rows are in a workbook, and how people have filled it in. */
export const ExcelPartDefinition = Type.Object(
  {
    file: FileName,
    sheet: Type.Optional(text('the name of a sheet; leave it out where only one is shown')),
    range: Type.Optional(
      text('a range such as `B4:K900`, or a name that the workbook has for one'),
    ),
    table: Type.Optional(text('the name of a table of the workbook')),
    merged: Type.Optional(
      Type.Union([Type.Literal('first'), Type.Literal('fill')], { expected: '`first` or `fill`' }),
    ),
    hiddenRows: Type.Optional(
      Type.Union([Type.Literal('read'), Type.Literal('skip')], { expected: '`read` or `skip`' }),
    ),
    foot: Type.Optional(text('how the first value below the data begins, such as `TOTAL`')),
    ...numberParts,
  },
  { ...strict, expected: "`{ file: 'sarh*.xlsx', sheet: Hoja1 }`" },
)
export type ExcelPartDefinition = Static<typeof ExcelPartDefinition>

/** The rows of a sheet of a workbook. */
export interface ExcelPart {
  readonly kind: 'excel'
  /** The name of the file, in which `*` stands for anything; the newest of those is read. */
  readonly file: string
  /** Undefined: the only one that is shown. */
  readonly sheet: string | undefined
  /** What of the sheet is read, as it is written there; all of it when both are undefined. */
  readonly range: string | undefined
  readonly table: string | undefined
  /** Whether cells that are shown as one have their value in the first only, or in each. */
  readonly merged: 'first' | 'fill'
  readonly hiddenRows: 'read' | 'skip'
  /** The first row whose first value begins so ends the data. */
  readonly foot: string | undefined
  /** Of numbers that are typed as texts. */
  readonly numbers: NumberForm
}

/** A checked part with what it may leave out. */
export function resolveExcelPart({
  file,
  sheet,
  range,
  table,
  merged = 'first',
  hiddenRows = 'read',
  foot,
  ...numbers
}: ExcelPartDefinition): ExcelPart {
  const resolved = resolveNumbers(numbers)
  return { kind: 'excel', file, sheet, range, table, merged, hiddenRows, foot, numbers: resolved }
}

/** What in a part has the right form and still makes no sense. */
export function excelPartFault(part: ExcelPartDefinition): string | undefined {
  const { range, table, sheet, file } = part
  if (range !== undefined && table !== undefined) return 'name a range or a table, not both'
  if (table !== undefined && sheet !== undefined) return 'a table has its sheet; leave `sheet` out'
  if (!/\.xls[xm]$/i.test(file)) return 'only .xlsx is read; save the file as that'
  return numbersFault(part)
}
