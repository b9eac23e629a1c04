import { parse as parseJson } from 'secure-json-parse'
import type { Static, TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { maxMessageBytes } from './message.ts'

export type ParsedMessage<Body> =
  { readonly ok: true; readonly body: Body } | { readonly ok: false; readonly reason: string }

const faultsNamed = 3

/**
 * A function that turns the bytes of a message into its typed body. It refuses what is too large,
 * is not UTF-8 or JSON, would reach a prototype, or does not match the schema. A reason names the
 * path that is wrong and what was expected there, never the value.
 */
export function createMessageParser<Schema extends TSchema>(
  schema: Schema,
): (content: Buffer) => ParsedMessage<Static<Schema>> {
  const check = TypeCompiler.Compile(schema)
  const decoder = new TextDecoder('utf-8', { fatal: true })

  return (content) => {
    if (content.length > maxMessageBytes) {
      return refuse(`has ${content.length} bytes, more than ${maxMessageBytes}`)
    }
    let text: string
    try {
      text = decoder.decode(content)
    } catch {
      return refuse('is not UTF-8')
    }
    let body: unknown
    try {
      body = parseJson(text, null, { protoAction: 'error', constructorAction: 'error' })
    } catch {
      // The parser's own words quote the text.
      return refuse('is not JSON, or has keys that JSON should not have')
    }
    if (check.Check(body)) return { ok: true, body }
    const faults: string[] = []
    for (const fault of check.Errors(body)) {
      faults.push(`${fault.path || '/'}: ${fault.message}`)
      if (faults.length === faultsNamed) break
    }
    return refuse(faults.join('; '))
  }
}

function refuse(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason }
}
