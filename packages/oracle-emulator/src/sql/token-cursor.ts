import { OracleError } from '../oracle-error.ts'
import { reservedWords } from './reserved-words.ts'
import { tokenize, type Token } from './tokens.ts'

/** More nested than any statement is, and far less than a stack holds. */
const deepest = 200

/** Walks through the tokens of a statement. */
export class TokenCursor {
  readonly #sql: string
  readonly #tokens: readonly Token[]
  readonly #closing: ReadonlyMap<number, number>
  #place = 0
  #binds = 0
  #depth = 0

  constructor(sql: string) {
    this.#sql = sql
    this.#tokens = tokenize(sql)
    this.#closing = matchParentheses(this.#tokens)
  }

  get token(): Token {
    return this.ahead(0)
  }

  get isEnd(): boolean {
    return this.token.kind === 'end'
  }

  ahead(count: number): Token {
    return (this.#tokens[this.#place + count] ?? this.#tokens.at(-1)) as Token
  }

  /** The token after the parenthesis that closes the one at the cursor. */
  afterParentheses(): Token {
    const closing = this.#closing.get(this.#place)
    return closing === undefined
      ? (this.#tokens.at(-1) as Token)
      : this.ahead(closing + 1 - this.#place)
  }

  take(): Token {
    const { token } = this
    this.#place += 1
    return token
  }

  /** Whether the tokens at the cursor are these words or symbols. */
  isAt(...values: readonly string[]): boolean {
    return values.every((value, index) => {
      const token = this.ahead(index)
      return (token.kind === 'word' || token.kind === 'symbol') && token.value === value
    })
  }

  skip(...values: readonly string[]): boolean {
    if (!this.isAt(...values)) return false
    this.#place += values.length
    return true
  }

  /** Takes a word or symbol, or throws the error. */
  expect(value: string, number: number, text: string): void {
    if (!this.skip(value)) throw this.error(number, text)
  }

  expectClosing(): void {
    this.expect(')', 907, 'missing right parenthesis')
  }

  error(number: number, text: string): OracleError {
    return new OracleError(number, text, this.token.offset)
  }

  isName(): boolean {
    const { kind, value } = this.token
    return kind === 'quoted' || (kind === 'word' && !reservedWords.has(value))
  }

  nextBind(): number {
    return this.#binds++
  }

  /** The text from a token's beginning to the cursor, without blanks and in upper case, as a name. */
  textSince(offset: number): string {
    const written = this.#sql.slice(offset, this.token.offset)
    return written.replace(/\s+/g, '').toUpperCase()
  }

  /** Runs what may call itself for what is nested, so that nothing is nested too deep. */
  nested<T>(parse: () => T): T {
    this.#depth += 1
    if (this.#depth > deepest) {
      throw this.error(913, `too many values: the emulator takes ${deepest} levels`)
    }
    const result = parse()
    this.#depth -= 1
    return result
  }
}

function matchParentheses(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const closing = new Map<number, number>()
  const open: number[] = []
  for (const [place, { kind, value }] of tokens.entries()) {
    if (kind !== 'symbol') continue
    if (value === '(') open.push(place)
    const opening = value === ')' ? open.pop() : undefined
    if (opening !== undefined) closing.set(opening, place)
  }
  return closing
}
