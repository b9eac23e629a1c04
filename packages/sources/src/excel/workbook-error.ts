/** Why a file is not read as a workbook. */
export type WorkbookFault =
  /** Of Excel 97 to 2003. */
  | 'xls'
  | 'ods'
  /** Only who knows its password can read it. */
  | 'encrypted'
  | 'no workbook'
  | 'damaged'
  /** It unpacks to more than any sheet needs. */
  | 'too large'
  /** Its XML defines things of its own, as no workbook does. */
  | 'hostile'
  | 'no sheet'
  | 'several sheets'
  | 'no range'
  | 'no titles'
  | 'titles twice'

/** A file that cannot be read as a workbook, or lacks what is looked for in it. */
export class WorkbookError extends Error {
  override readonly name = 'WorkbookError'
  readonly fault: WorkbookFault
  /** What there is instead, or what is missing, for people. */
  readonly facts: Readonly<Record<string, unknown>>

  constructor(fault: WorkbookFault, facts: WorkbookError['facts'] = {}, cause?: unknown) {
    super(`The workbook cannot be read: ${fault}`, cause === undefined ? undefined : { cause })
    this.fault = fault
    this.facts = facts
  }
}
