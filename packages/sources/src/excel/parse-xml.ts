import { SaxesParser } from 'saxes'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { WorkbookError } from './workbook-error.ts'

/** What a part is made of, in its order. Names are without their prefixes. */
export interface XmlHandlers {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close?(name: string): void
}

const deepest = 100

/**
 * Reads a part of XML piece by piece and calls the handlers; gives control back after each piece, so
 * that what they have gathered can be passed on. A part that defines entities is refused, whatever
 * they are: no workbook does. Throws `WorkbookError`.
 */
export async function* parseXml(
  bytes: Readable,
  { part, handlers }: { readonly part: string; readonly handlers: XmlHandlers },
): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: false })
  let depth = 0
  parser.on('doctype', () => {
    throw new WorkbookError('hostile', { part })
  })
  parser.on('error', (error) => {
    throw new WorkbookError('damaged', { part }, error)
  })
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1
    if (depth > deepest) throw new WorkbookError('hostile', { part })
    handlers.open(withoutPrefix(name), attributes)
  })
  parser.on('closetag', ({ name }) => {
    depth -= 1
    handlers.close?.(withoutPrefix(name))
  })
  if (handlers.text !== undefined) {
    const text = handlers.text.bind(handlers)
    parser.on('text', text)
    parser.on('cdata', text)
  }
  const decoder = new StringDecoder('utf8')
  let isFirst = true
  for await (const chunk of bytes) {
    const piece = chunk as Buffer
    if (isFirst && isUtf16(piece)) throw new WorkbookError('damaged', { part })
    isFirst = false
    parser.write(decoder.write(piece))
    yield
  }
  parser.write(decoder.end())
  parser.close()
  yield
}

/** Reads a part to its end. */
export async function parseWholeXml(
  bytes: Readable,
  options: { readonly part: string; readonly handlers: XmlHandlers },
): Promise<void> {
  const pieces = parseXml(bytes, options)
  while ((await pieces.next()).done !== true);
}

function withoutPrefix(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

function isUtf16(bytes: Buffer): boolean {
  const mark = bytes.subarray(0, 2).toString('hex')
  return mark === 'fffe' || mark === 'feff' || bytes.subarray(0, 4).includes(0)
}

/** An attribute, whatever prefix its name has. */
export function attribute(
  attributes: Readonly<Record<string, string>>,
  name: string,
): string | undefined {
  const plain = attributes[name]
  if (plain !== undefined) return plain
  const prefixed = Object.keys(attributes).find((each) => each.endsWith(`:${name}`))
  return prefixed === undefined ? undefined : attributes[prefixed]
}
