import { kindOfBuiltIn, kindOfFormat, type NumberKind } from './number-format.ts'
import { parseWholeXml } from './parse-xml.ts'
import type { ZipPackage } from './zip-package.ts'

/** What numbers are, by the number of the style of their cell. */
export type NumberKinds = readonly NumberKind[]

const mostStyles = 65_536

/** Reads which styles show dates. A workbook without styles has none. */
export async function readStyles(
  parts: ZipPackage,
  part: string | undefined,
): Promise<NumberKinds> {
  if (part === undefined || !parts.has(part)) return []
  const formats = new Map<number, string>()
  const formatsOfStyles: number[] = []
  let isInStyles = false
  await parseWholeXml(await parts.read(part), {
    part,
    handlers: {
      open(name, attributes) {
        if (name === 'numFmt') {
          formats.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '')
        }
        if (name === 'cellXfs') isInStyles = true
        if (name === 'xf' && isInStyles && formatsOfStyles.length < mostStyles) {
          formatsOfStyles.push(Number(attributes['numFmtId'] ?? 0))
        }
      },
      close(name) {
        if (name === 'cellXfs') isInStyles = false
      },
    },
  })
  return formatsOfStyles.map((id) => {
    const code = formats.get(id)
    return code === undefined ? kindOfBuiltIn(id) : kindOfFormat(code)
  })
}
