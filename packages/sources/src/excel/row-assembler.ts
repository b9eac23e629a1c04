import { columnOfReference, lastColumn, lastRow } from './cell-reference.ts'
import { cellText } from './cell-text.ts'
import type { XmlHandlers } from './parse-xml.ts'
import type { CellValue, SheetRow } from './sheet-row.ts'
import type { StringStore } from './string-store.ts'
import type { NumberKinds } from './styles.ts'
import { WorkbookError } from './workbook-error.ts'

export interface SheetParts {
  readonly part: string
  readonly strings: StringStore
  readonly styles: NumberKinds
}

const longestText = 1024 * 1024
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** Puts the rows of a sheet together from its XML. ECMA-376 part 1, 18.3 */
export class RowAssembler implements XmlHandlers {
  readonly #parts: SheetParts
  #rows: SheetRow[] = []
  #number = 0
  #isHidden = false
  #cells = new Map<number, CellValue>()
  #column = 0
  #type = 'n'
  #style = 0
  #value: string | undefined
  #formula: string | undefined
  /** What the text of the moment belongs to. */
  #within: 'value' | 'formula' | undefined
  #phonetic = 0

  constructor(parts: SheetParts) {
    this.#parts = parts
  }

  /** The rows that have been completed since the last time. */
  take(): readonly SheetRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    switch (name) {
      case 'row':
        this.#openRow(attributes)
        break
      case 'c':
        this.#openCell(attributes)
        break
      // A text within the cell, in one piece or in several.
      case 't':
        this.#value ??= ''
        this.#within = 'value'
        break
      case 'v':
        this.#value = ''
        this.#within = 'value'
        break
      case 'f':
        this.#formula = ''
        this.#within = 'formula'
        break
      case 'rPh':
        this.#phonetic += 1
        break
    }
  }

  text(piece: string): void {
    if (this.#within === undefined || this.#phonetic > 0) return
    const text = (this.#within === 'value' ? this.#value : this.#formula) ?? ''
    const longer = text + piece
    if (longer.length > longestText) {
      throw new WorkbookError('too large', { part: this.#parts.part, row: this.#number })
    }
    if (this.#within === 'value') this.#value = longer
    else this.#formula = longer
  }

  close(name: string): void {
    switch (name) {
      case 't':
      case 'v':
      case 'f':
        this.#within = undefined
        break
      case 'rPh':
        this.#phonetic -= 1
        break
      case 'c': {
        const value = this.#valueOfCell()
        if (value !== undefined) this.#cells.set(this.#column, value)
        break
      }
      case 'row':
        if (this.#cells.size > 0) {
          this.#rows.push({ number: this.#number, isHidden: this.#isHidden, cells: this.#cells })
        }
        break
    }
  }

  #openRow({ r, hidden }: Readonly<Record<string, string>>): void {
    const number = r === undefined ? this.#number + 1 : Number(r)
    if (!Number.isInteger(number) || number <= this.#number || number > lastRow) {
      throw this.#damaged('rows out of order')
    }
    this.#number = number
    this.#isHidden = isTrue(hidden)
    this.#cells = new Map()
    this.#column = 0
  }

  #openCell({ r: reference, t: type = 'n', s: style }: Readonly<Record<string, string>>): void {
    const column = reference === undefined ? this.#column + 1 : columnOfReference(reference)
    if (column <= this.#column || column > lastColumn) throw this.#damaged('cells out of order')
    this.#column = column
    this.#type = type
    this.#style = style === undefined ? 0 : Number(style)
    this.#value = undefined
    this.#formula = undefined
  }

  #valueOfCell(): CellValue | undefined {
    const value = this.#value
    const isText = this.#type === 'str' || this.#type === 'inlineStr'
    if (value === undefined || (value === '' && !isText)) {
      if (this.#formula === undefined) return undefined
      return { kind: 'uncomputed', text: `=${this.#formula}` }
    }
    switch (this.#type) {
      case 's': {
        const shared = this.#parts.strings.get(Number(value))
        if (shared === undefined) throw this.#damaged('a text that is not there')
        return { kind: 'text', text: shared }
      }
      case 'str':
      case 'inlineStr':
        return { kind: 'text', text: cellText(value) }
      case 'b':
        return { kind: 'boolean', text: isTrue(value) ? 'true' : 'false' }
      case 'e':
        return { kind: 'error', text: value }
      // A date in ISO 8601, which newer files may have.
      case 'd':
        return { kind: 'text', text: value }
      case 'n':
        if (!numberPattern.test(value)) throw this.#damaged('a number that is none')
        return { kind: this.#parts.styles[this.#style] ?? 'number', text: value }
      default:
        throw this.#damaged('a cell of an unknown type')
    }
  }

  #damaged(reason: string): WorkbookError {
    return new WorkbookError('damaged', { part: this.#parts.part, row: this.#number, reason })
  }
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true'
}
