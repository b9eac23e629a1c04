/** A number as it is written, with more digits than are sure to survive a double. */
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

/** Thrown for JSON of more values than one text may have. */
export class TooManyValuesError extends Error {
  override readonly name = 'TooManyValuesError'
}

/** Parses JSON as RFC 8259 has it. Throws `SyntaxError` or `TooManyValuesError`. */
export function parseJson(text: string): JsonValue {
  return new JsonParser(text).whole()
}

const maxDepth = 100
// Each takes some 50 bytes of memory, however few it has in the text.
const maxValues = 2_000_000
// 15 digits, a sign or a point.
const safeLength = 15
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

class JsonParser {
  readonly #text: string
  #at = 0
  #values = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): JsonValue {
    const value = this.#value(0)
    if (this.#at < this.#text.length) throw this.#failure()
    return value
  }

  // With the blanks around it.
  #value(depth: number): JsonValue {
    if (depth > maxDepth) throw this.#failure()
    this.#values += 1
    if (this.#values > maxValues) throw new TooManyValuesError()
    const value = this.#bareValue(this.#next(), depth)
    this.#next()
    return value
  }

  #bareValue(code: number, depth: number): JsonValue {
    switch (code) {
      case openBrace:
        return this.#object(depth)
      case openBracket:
        return this.#list(depth)
      case quote:
        return this.#string()
      case 0x74:
        return this.#word('true', true)
      case 0x66:
        return this.#word('false', false)
      case 0x6e:
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  #object(depth: number): ReadonlyMap<string, JsonValue> {
    const members = new Map<string, JsonValue>()
    this.#at += 1
    if (this.#next() === closeBrace) {
      this.#at += 1
      return members
    }
    for (;;) {
      if (this.#next() !== quote) throw this.#failure()
      const name = this.#string()
      if (this.#next() !== colon) throw this.#failure()
      this.#at += 1
      members.set(name, this.#value(depth + 1))
      if (this.#isLast(closeBrace)) return members
    }
  }

  #list(depth: number): readonly JsonValue[] {
    this.#at += 1
    if (this.#next() === closeBracket) {
      this.#at += 1
      return []
    }
    // Positions, without the room that a list has which grows.
    const first = this.#value(depth + 1)
    if (this.#isLast(closeBracket)) return [first]
    const second = this.#value(depth + 1)
    if (this.#isLast(closeBracket)) return [first, second]
    const third = this.#value(depth + 1)
    if (this.#isLast(closeBracket)) return [first, second, third]
    const list = [first, second, third]
    do list.push(this.#value(depth + 1))
    while (!this.#isLast(closeBracket))
    return list
  }

  #isLast(end: number): boolean {
    const code = this.#text.charCodeAt(this.#at)
    if (code !== end && code !== comma) throw this.#failure()
    this.#at += 1
    return code === end
  }

  #string(): string {
    const text = this.#text
    const start = this.#at
    let isPlain = true
    for (let at = start + 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === quote) {
        this.#at = at + 1
        // Escapes, and what may not stand there, are the platform's affair.
        return isPlain
          ? text.slice(start + 1, at)
          : (JSON.parse(text.slice(start, at + 1)) as string)
      }
      if (code === backslash) at += 1
      if (code === backslash || code < 0x20) isPlain = false
    }
    throw this.#failure()
  }

  #number(): number | LongNumber {
    number.lastIndex = this.#at
    if (!number.test(this.#text)) throw this.#failure()
    const text = this.#text.slice(this.#at, number.lastIndex)
    this.#at = number.lastIndex
    if (text.length > safeLength) return new LongNumber(text)
    // No zero with a sign, and none that is too small or too large for a double.
    const isPlain = !text.includes('e') && !text.includes('E')
    return isPlain ? Number(text) + 0 : new LongNumber(text)
  }

  #word<Value>(word: string, value: Value): Value {
    if (!this.#text.startsWith(word, this.#at)) throw this.#failure()
    this.#at += word.length
    return value
  }

  /** The next character that is no blank, which is not taken; NaN at the end. */
  #next(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code
      this.#at += 1
    }
  }

  #failure(): SyntaxError {
    return new SyntaxError(`No JSON at ${this.#at}`)
  }
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
