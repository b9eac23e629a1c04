import { encodingOf, type GeoEncoding } from '../decode-text.ts'
import type { EncodingWitness } from '../feature.ts'
import { GeoError } from '../geo-error.ts'

// https://desktop.arcgis.com/en/arcmap/latest/manage-data/shapefiles/ and what dBASE defines as
// language drivers; those that were used in Spanish and in English.
const languages: Readonly<Record<number, GeoEncoding>> = {
  0x01: 'cp437',
  0x02: 'cp850',
  0x03: 'windows-1252',
  0x10: 'cp850',
  0x12: 'cp850',
  0x14: 'cp850',
  0x18: 'cp437',
  0x1b: 'cp437',
  0x1d: 'cp850',
  0x37: 'cp850',
  0x57: 'windows-1252',
  0x58: 'windows-1252',
  0x59: 'windows-1252',
}

/**
 * How the texts of a table are written: as its .cpg says, else as its language byte does, else as it
 * is declared; windows-1252 where nobody says it. Throws `GeoError` for an encoding that is not read.
 */
export function chooseEncoding({
  cpg,
  language,
  declared,
  part,
}: {
  readonly cpg: string | undefined
  readonly language: number
  readonly declared: GeoEncoding | undefined
  readonly part: string
}): { readonly name: GeoEncoding; readonly from: EncodingWitness } {
  const named = cpg?.trim()
  if (named !== undefined && named !== '') {
    const encoding = encodingOf(named)
    if (encoding !== undefined) return { name: encoding, from: 'file' }
    if (declared === undefined) throw new GeoError('encoding', { part, reason: named.slice(0, 40) })
  }
  const byLanguage = languages[language]
  if (byLanguage !== undefined) return { name: byLanguage, from: 'file' }
  if (declared !== undefined) return { name: declared, from: 'declared' }
  if (language !== 0) throw new GeoError('encoding', { part, reason: `language ${language}` })
  return { name: 'windows-1252', from: 'assumed' }
}
