// Where it is not Latin-1: from 0x80 on; a blank where it has no character.
// https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT
const special = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

const noCharacter = Buffer.from([0xff])

/** The bytes of each byte of windows-1252 in UTF-8; those of no character are no UTF-8 either. */
const inUtf8 = Array.from({ length: 256 }, (_, byte) => {
  if (byte < 0x80 || byte >= 0xa0) return Buffer.from(String.fromCharCode(byte), 'utf8')
  const character = special[byte - 0x80] ?? ' '
  return character === ' ' ? noCharacter : Buffer.from(character, 'utf8')
})

/** Bytes of windows-1252 in UTF-8. One that it has no character for becomes one that UTF-8 has not. */
export function decodeWindows1252(piece: Uint8Array): Buffer {
  const decoded = Buffer.allocUnsafe(piece.length * 3)
  let length = 0
  for (const byte of piece) {
    if (byte < 0x80) {
      decoded[length] = byte
      length += 1
    } else {
      length += inUtf8[byte]?.copy(decoded, length) ?? 0
    }
  }
  return decoded.subarray(0, length)
}
