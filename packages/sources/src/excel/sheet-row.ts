/** What a cell holds, as the file has it: formulas by the value they had when it was saved. */
export type CellValue =
  | { readonly kind: 'text'; readonly text: string }
  /** `text` is the number as it is written in the file. */
  | { readonly kind: 'number'; readonly text: string }
  /** The number of a day, by the workbook's system. */
  | { readonly kind: 'date'; readonly text: string }
  | { readonly kind: 'boolean'; readonly text: 'true' | 'false' }
  /** Such as `#N/A`. */
  | { readonly kind: 'error'; readonly text: string }
  /** A formula of which the file has no value. */
  | { readonly kind: 'uncomputed'; readonly text: string }

export interface SheetRow {
  /** Counted from 1. */
  readonly number: number
  readonly isHidden: boolean
  /** By their columns, counted from 1. */
  readonly cells: ReadonlyMap<number, CellValue>
}
