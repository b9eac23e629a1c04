/**
 * The image of a BINARY_FLOAT or BINARY_DOUBLE: compares byte for byte as the numbers do, NaN above all
 * others. There is one zero and one NaN.
 */
export function encodeFloat(value: number, bytes: 4 | 8): Buffer {
  const image = Buffer.allocUnsafe(bytes)
  const stored = value === 0 ? 0 : value
  if (bytes === 8) image.writeDoubleBE(stored)
  else image.writeFloatBE(stored)
  if (Number.isNaN(value)) image.fill(0).set(bytes === 8 ? [0x7f, 0xf8] : [0x7f, 0xc0])
  flip(image, image.readUInt8(0) >= 0x80)
  return image
}

export function decodeFloat(image: Buffer): number {
  const copy = Buffer.from(image)
  flip(copy, image.readUInt8(0) < 0x80)
  return copy.length === 8 ? copy.readDoubleBE() : copy.readFloatBE()
}

function flip(image: Buffer, isNegative: boolean): void {
  if (isNegative)
    for (let place = 0; place < image.length; place += 1) image[place] = ~image.readUInt8(place)
  else image[0] = image.readUInt8(0) ^ 0x80
}

/** As TO_CHAR writes it: `1.5E+000`. */
export function floatText(value: number, bytes: 4 | 8): string {
  if (Number.isNaN(value)) return 'Nan'
  if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf'
  if (value === 0) return '0'
  const [mantissa = '', exponent = ''] = value.toExponential(bytes === 8 ? 16 : 8).split('e')
  const digits = mantissa.replace(/0+$/, '').replace(/\.$/, '.0')
  return `${digits}E${exponent.startsWith('-') ? '-' : '+'}${exponent.slice(1).padStart(3, '0')}`
}
