/** Whether the numbers of a format are dates, and how they are shown. */
export type NumberKind = 'number' | 'date'

// Of the formats that have numbers of their own; 27 to 36 and 50 to 58 are dates in some languages.
// ECMA-376 part 1, 18.8.30
const builtInDates = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const

/** What a format of its own number shows. */
export function kindOfBuiltIn(id: number): NumberKind {
  return builtInDates.some(([first, last]) => id >= first && id <= last) ? 'date' : 'number'
}

/**
 * What a written format shows: a date if its first section has a letter of a date outside quotes,
 * escapes, and brackets of colours, conditions and languages. `[h]:mm` counts hours, which is a date
 * too: Excel keeps them as one.
 */
export function kindOfFormat(code: string): NumberKind {
  const [first = ''] = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';')
  const plain = first.replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '').replace(/general/gi, '')
  return /[ymdhs]/i.test(plain) && !/^[^ymdhs]*e[+-]/i.test(plain) ? 'date' : 'number'
}
