import { decodeWindows1252 } from '../csv/windows-1252.ts'

/** An encoding of texts that is read. */
export type GeoEncoding = 'utf-8' | 'latin-1' | 'windows-1252' | 'cp437' | 'cp850'

/** The text that bytes are; undefined where they are none in that encoding. */
export type DecodeText = (bytes: Uint8Array) => string | undefined

export function textDecoder(encoding: GeoEncoding): DecodeText {
  switch (encoding) {
    case 'utf-8':
      return decodeUtf8
    case 'latin-1':
      return (bytes) => asBuffer(bytes).toString('latin1')
    case 'windows-1252':
      return (bytes) => decodeUtf8(decodeWindows1252(bytes))
    case 'cp437':
      return (bytes) => decodePage(bytes, page437)
    case 'cp850':
      return (bytes) => decodePage(bytes, page850)
  }
}

/** The encoding that a name stands for, as programs write it; undefined for one that is not read. */
export function encodingOf(name: string): GeoEncoding | undefined {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/^(ansi|oem|cp|ibm|windows|ldid)+(?=\d)/, '')
  switch (plain) {
    case 'utf8':
    case '65001':
    case 'usascii':
    case 'ascii':
      return 'utf-8'
    case 'iso88591':
    case '88591':
    case '28591':
    case 'latin1':
    case 'l1':
      return 'latin-1'
    case '1252':
    case 'ansi':
      return 'windows-1252'
    case '437':
      return 'cp437'
    case '850':
      return 'cp850'
    default:
      return undefined
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}

// https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/CP850.TXT and CP437.TXT, from 0x80 on
const page850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤' +
  'ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0'
const page437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧' +
  '╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

function decodePage(bytes: Uint8Array, page: string): string {
  let text = ''
  for (const byte of bytes)
    text += byte < 0x80 ? String.fromCharCode(byte) : page.charAt(byte - 0x80)
  return text
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
