import { SaxesParser } from 'saxes'
import { encodingOf, type GeoEncoding } from '../decode-text.ts'
import { decodeWindows1252 } from '../../csv/windows-1252.ts'
import { headOf, type FilePart } from '../file-part.ts'
import { GeoError } from '../geo-error.ts'

/** What is met, in its order. Names are without their prefixes. */
export interface XmlHandlers {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  text(text: string): void
  close(name: string): void
}

const deepest = 100
const mostHeldUnits = 32 * 1024 * 1024
const declarationBytes = 200

/**
 * Reads XML piece by piece and calls the handlers; gives control back after each piece. XML that
 * defines entities is refused, whatever they are. Throws `GeoError`.
 */
export async function* parseXml(file: FilePart, handlers: XmlHandlers): AsyncGenerator<void> {
  const part = file.name
  const decoder = createXmlDecoder(await declaredEncoding(file))
  const parser = new SaxesParser({ xmlns: false, position: true })
  let depth = 0
  // The parser holds a text, a comment or a tag until it ends.
  let heldUnits = 0
  const facts = () => ({ part, line: parser.line })
  parser.on('doctype', () => {
    throw new GeoError('hostile', facts())
  })
  parser.on('error', (error) => {
    throw new GeoError('damaged', facts(), error)
  })
  parser.on('opentag', ({ name, attributes }) => {
    heldUnits = 0
    depth += 1
    if (depth > deepest) throw new GeoError('hostile', facts())
    handlers.open(withoutPrefix(name), attributes)
  })
  parser.on('closetag', ({ name }) => {
    heldUnits = 0
    depth -= 1
    handlers.close(withoutPrefix(name))
  })
  const takeText = (text: string) => {
    heldUnits = 0
    handlers.text(text)
  }
  parser.on('text', takeText)
  parser.on('cdata', takeText)
  const write = (text: string) => {
    heldUnits += text.length
    parser.write(text)
    if (heldUnits > mostHeldUnits) throw new GeoError('too large', facts())
  }
  for await (const chunk of file.open()) {
    const text = decoder.write(chunk)
    if (text === undefined) throw new GeoError('encoding', facts())
    write(text)
    yield
  }
  const end = decoder.write(undefined)
  if (end === undefined) throw new GeoError('encoding', facts())
  try {
    parser.write(end).close()
  } catch (error) {
    if (error instanceof GeoError && error.kind === 'damaged') {
      throw new GeoError('truncated', facts(), error.cause)
    }
    throw error
  }
  yield
}

async function declaredEncoding(file: FilePart): Promise<GeoEncoding> {
  const head = await headOf(file, declarationBytes)
  const mark = head.subarray(0, 2).toString('hex')
  if (mark === 'fffe' || mark === 'feff' || head.subarray(0, 4).includes(0)) {
    throw new GeoError('encoding', { part: file.name, reason: 'UTF-16' })
  }
  const declared = /^[^<]{0,4}<\?xml[^>]*encoding\s*=\s*["']([^"']{1,40})["']/.exec(
    head.toString('latin1'),
  )?.[1]
  const encoding = declared === undefined ? 'utf-8' : encodingOf(declared)
  if (encoding === undefined) {
    throw new GeoError('encoding', { part: file.name, ...(declared && { reason: declared }) })
  }
  return encoding
}

/** Decodes piece by piece; undefined for bytes that are none in the encoding. */
function createXmlDecoder(encoding: GeoEncoding): {
  write(bytes: Buffer | undefined): string | undefined
} {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  return {
    write(bytes) {
      try {
        if (encoding === 'latin-1') return bytes?.toString('latin1') ?? ''
        if (bytes === undefined) return utf8.decode()
        return utf8.decode(encoding === 'utf-8' ? bytes : decodeWindows1252(bytes), {
          stream: true,
        })
      } catch {
        return undefined
      }
    },
  }
}

function withoutPrefix(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
