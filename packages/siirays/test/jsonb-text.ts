/** A number in the digits that the database has for it. */
export class Digits {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Json = null | string | Digits | readonly Json[] | { readonly [key: string]: Json }

function compareKeys(left: string, right: string): number {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length - b.length || Buffer.compare(a, b)
}

/** A document as PostgreSQL writes its `jsonb`: keys by length and then by bytes, digits untouched. */
export function jsonbText(value: Json): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Digits) return value.text
  if (Array.isArray(value)) return `[${value.map((item: Json) => jsonbText(item)).join(', ')}]`
  const entries = Object.entries(value).sort(([left], [right]) => compareKeys(left, right))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${jsonbText(item)}`).join(', ')}}`
}
