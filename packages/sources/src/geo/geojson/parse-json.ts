import { exactNumber } from '../exact-number.ts'

/** A number with more digits than a double keeps. */
export class LongNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A value of JSON with every digit of its numbers. Of members of the same name the last one counts. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | LongNumber
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>

const maxDepth = 100

/** Parses JSON as RFC 8259 has it. Throws `SyntaxError`. */
export function parseJson(text: string): JsonValue {
  let at = 0
  const fail = (): never => {
    throw new SyntaxError(`No JSON at ${at}`)
  }
  const blanks = /[ \n\r\t]*/y
  const skipBlanks = () => {
    blanks.lastIndex = at
    blanks.test(text)
    at = blanks.lastIndex
  }
  const literal = <Value>(word: string, value: Value): Value => {
    if (!text.startsWith(word, at)) fail()
    at += word.length
    return value
  }
  const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
  const parseNumber = (): number | LongNumber => {
    number.lastIndex = at
    const found = number.exec(text)?.[0] ?? fail()
    at += found.length
    const exact = exactNumber(found)
    return typeof exact === 'number' ? exact : new LongNumber(found)
  }
  const parseText = (): string => {
    const start = at
    for (at += 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === 0x22) {
        at += 1
        // Escapes are the platform's affair.
        return JSON.parse(text.slice(start, at)) as string
      }
      if (code === 0x5c) at += 1
    }
    return fail()
  }
  const parseList = (depth: number): readonly JsonValue[] => {
    const list: JsonValue[] = []
    at += 1
    skipBlanks()
    if (text[at] === ']') return literal(']', list)
    for (;;) {
      list.push(parseValue(depth + 1))
      if (text[at] === ']') return literal(']', list)
      literal(',', undefined)
    }
  }
  const parseObject = (depth: number): ReadonlyMap<string, JsonValue> => {
    const members = new Map<string, JsonValue>()
    at += 1
    skipBlanks()
    if (text[at] === '}') return literal('}', members)
    for (;;) {
      skipBlanks()
      if (text[at] !== '"') fail()
      const name = parseText()
      skipBlanks()
      literal(':', undefined)
      members.set(name, parseValue(depth + 1))
      if (text[at] === '}') return literal('}', members)
      literal(',', undefined)
    }
  }
  const parseValue = (depth: number): JsonValue => {
    if (depth > maxDepth) fail()
    skipBlanks()
    const value = parseOne(depth)
    skipBlanks()
    return value
  }
  const parseOne = (depth: number): JsonValue => {
    switch (text.charAt(at)) {
      case '{':
        return parseObject(depth)
      case '[':
        return parseList(depth)
      case '"':
        return parseText()
      case 't':
        return literal('true', true)
      case 'f':
        return literal('false', false)
      case 'n':
        return literal('null', null)
      default:
        return parseNumber()
    }
  }
  const value = parseValue(0)
  if (at < text.length) fail()
  return value
}

/** Writes a value back, numbers with every digit. */
export function jsonText(value: JsonValue): string {
  if (value instanceof LongNumber) return value.text
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, JsonValue>)].map(
      ([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`,
    )
    return `{${members.join(',')}}`
  }
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(jsonText).join(',')}]`
  return JSON.stringify(value)
}

export function isJsonObject(
  value: JsonValue | undefined,
): value is ReadonlyMap<string, JsonValue> {
  return value instanceof Map
}

export function isJsonList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}
