import { OracleError } from '../oracle-error.ts'

export interface Token {
  readonly kind: 'word' | 'quoted' | 'number' | 'text' | 'bind' | 'symbol' | 'end'
  /** Words in upper case, texts and quoted names without their quotes. */
  readonly value: string
  readonly offset: number
}

const space = /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)+/y
const word = /[\p{L}][\p{L}\p{N}_$#]*/uy
const quoted = /"([^"\0]*)("?)/y
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?/y
const text = /[nN]?'((?:[^']|'')*)('?)/y
const quotedText =
  /[nN]?[qQ]'(?:\[([\s\S]*?)\]|\{([\s\S]*?)\}|\(([\s\S]*?)\)|<([\s\S]*?)>|([^\s[{(<])([\s\S]*?)\5)'/y
const bind = /:\s*([\p{L}\p{N}_$#]+|"[^"]+")/uy
const symbol = /<=|>=|<>|!=|\^=|\|\||=>|[-+*/=<>(),.@]/y

/** Cuts a statement into tokens; the last one is its end. Throws ORA-00911, 00933, 01740, 01741, 01756. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = []
  let offset = 0
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset
    return pattern.exec(sql)
  }
  while (offset < sql.length) {
    const blank = match(space)
    if (blank !== null) {
      offset += blank[0].length
      continue
    }
    const { token, length } = nextToken(match, sql.charAt(offset), offset)
    tokens.push(token)
    offset += length
  }
  tokens.push({ kind: 'end', value: '', offset: sql.length })
  return tokens
}

function nextToken(
  match: (pattern: RegExp) => RegExpExecArray | null,
  first: string,
  offset: number,
): { token: Token; length: number } {
  const found = (kind: Token['kind'], value: string, whole: string) => ({
    token: { kind, value, offset },
    length: whole.length,
  })
  const alternative = match(quotedText)
  if (alternative !== null) {
    const [whole, ...bodies] = alternative
    const body = bodies[5] ?? bodies.slice(0, 4).find(Boolean) ?? ''
    return found('text', body, whole)
  }
  const string = match(text)
  if (string !== null) {
    if (string[2] === '')
      throw new OracleError(1756, 'quoted string not properly terminated', offset)
    return found('text', (string[1] ?? '').replaceAll("''", "'"), string[0])
  }
  const plain = match(word)
  if (plain !== null) return found('word', plain[0].toUpperCase(), plain[0])
  const name = match(quoted)
  if (name !== null) {
    if (name[2] === '') throw new OracleError(1740, 'missing double quote in identifier', offset)
    if (name[1] === '') throw new OracleError(1741, 'illegal zero-length identifier', offset)
    return found('quoted', name[1] ?? '', name[0])
  }
  const digits = match(number)
  if (digits !== null) return found('number', digits[0], digits[0])
  const variable = match(bind)
  if (variable !== null) return found('bind', variable[1] ?? '', variable[0])
  const sign = match(symbol)
  if (sign !== null) return found('symbol', sign[0], sign[0])
  if (first === ';') throw new OracleError(933, 'SQL command not properly ended', offset)
  throw new OracleError(911, 'invalid character', offset)
}
