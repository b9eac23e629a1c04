import { cellText } from './cell-text.ts'
import { parseXml } from './parse-xml.ts'
import { StringStore } from './string-store.ts'
import { WorkbookError } from './workbook-error.ts'
import type { ZipPackage } from './zip-package.ts'

const longestText = 1024 * 1024

/** Reads the texts that the cells of a workbook share. Memory holds some megabytes of them. */
export async function readSharedStrings(
  parts: ZipPackage,
  part: string | undefined,
): Promise<StringStore> {
  const store = new StringStore()
  if (part === undefined || !parts.has(part)) return store
  let text = ''
  let isText = false
  let phonetic = 0
  const pieces = parseXml(await parts.read(part), {
    part,
    handlers: {
      open(name) {
        if (name === 'si') text = ''
        else if (name === 't') isText = true
        else if (name === 'rPh') phonetic += 1
      },
      text(piece) {
        if (!isText || phonetic > 0) return
        text += piece
        if (text.length > longestText) throw new WorkbookError('too large', { part })
      },
      close(name) {
        if (name === 'si') store.add(cellText(text))
        else if (name === 't') isText = false
        else if (name === 'rPh') phonetic -= 1
      },
    },
  })
  try {
    while ((await pieces.next()).done !== true);
    return store
  } catch (error) {
    store.close()
    throw error
  }
}
