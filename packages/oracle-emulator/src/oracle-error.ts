/**
 * An error as an Oracle server reports it. `offset` is where in the statement it was found, in
 * characters.
 */
export class OracleError extends Error {
  override readonly name = 'OracleError'
  readonly number: number
  readonly offset: number

  constructor(number: number, text: string, offset = 0) {
    super(`ORA-${String(number).padStart(5, '0')}: ${text}`)
    this.number = number
    this.offset = offset
  }
}

/** What a real server could do and this one does not. Not to be mistaken for a refusal of Oracle's. */
export function notEmulated(what: string, offset = 0): OracleError {
  return new OracleError(3001, `unimplemented feature: the emulator has no ${what}`, offset)
}
