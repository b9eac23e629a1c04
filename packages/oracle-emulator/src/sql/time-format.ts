import { OracleError } from '../oracle-error.ts'

/** A piece of a format model: what stands for a part of the time, or what is written as it is. */
export type FormatPiece =
  | {
      readonly kind: 'part'
      readonly part: TimePart
      readonly case: LetterCase
      readonly fills: boolean
    }
  | { readonly kind: 'fraction'; readonly digits: number | undefined }
  | { readonly kind: 'written'; readonly text: string; readonly isPunctuation: boolean }

export type LetterCase = 'upper' | 'title' | 'lower'

const parts = [
  ...['SYYYY', 'YYYY', 'SYEAR', 'YEAR', 'RRRR', 'YYY', 'YY', 'RR', 'Y', 'MONTH', 'MON', 'MM', 'RM'],
  ...['DDD', 'DD', 'DAY', 'DY', 'D', 'HH24', 'HH12', 'HH', 'MI', 'SSSSS', 'SS', 'AM', 'PM', 'A.M.'],
  ...[
    'P.M.',
    'TZH',
    'TZM',
    'TZR',
    'TZD',
    'Q',
    'J',
    'CC',
    'SCC',
    'WW',
    'IW',
    'W',
    'IYYY',
    'BC',
    'AD',
  ],
  ...['B.C.', 'A.D.'],
] as const
export type TimePart = (typeof parts)[number]

const longestFirst = [...parts].sort((left, right) => right.length - left.length)
const known = new Map<string, readonly FormatPiece[]>()
const mostKnown = 1000

/** Cuts a format model for dates into its pieces. Throws ORA-01821. */
export function parseTimeFormat(model: string): readonly FormatPiece[] {
  const found = known.get(model)
  if (found !== undefined) return found
  const pieces = cutModel(model)
  if (known.size >= mostKnown) known.clear()
  known.set(model, pieces)
  return pieces
}

function cutModel(model: string): readonly FormatPiece[] {
  const pieces: FormatPiece[] = []
  let fills = true
  for (let place = 0; place < model.length;) {
    const rest = model.slice(place)
    const upper = rest.toUpperCase()
    const quoted = /^"([^"]*)"/.exec(rest)
    const fraction = /^FF([1-9]?)/.exec(upper)
    const part = longestFirst.find((name) => upper.startsWith(name))
    if (upper.startsWith('FM') || upper.startsWith('FX')) {
      if (upper.startsWith('FM')) fills = !fills
      place += 2
    } else if (quoted !== null) {
      pieces.push({ kind: 'written', text: quoted[1] ?? '', isPunctuation: false })
      place += quoted[0].length
    } else if (fraction !== null) {
      const digits = fraction[1] === '' ? undefined : Number(fraction[1])
      pieces.push({ kind: 'fraction', digits })
      place += fraction[0].length
    } else if (part !== undefined) {
      pieces.push({ kind: 'part', part, case: letterCase(rest.slice(0, part.length)), fills })
      place += part.length
    } else {
      const sign = upper.charAt(0)
      if (sign !== 'X' && !/[-/,.;: ]/.test(sign)) {
        throw new OracleError(1821, 'date format not recognized')
      }
      // X is the character of decimals before a fraction.
      pieces.push({ kind: 'written', text: sign === 'X' ? '.' : sign, isPunctuation: true })
      place += 1
    }
  }
  return pieces
}

function letterCase(written: string): LetterCase {
  const [first = '', second = ''] = written
  if (first !== first.toUpperCase()) return 'lower'
  return second !== second.toUpperCase() ? 'title' : 'upper'
}

const names = {
  AMERICAN: {
    months: 'January February March April May June July August September October November December',
    days: 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday',
  },
  SPANISH: {
    months:
      'Enero Febrero Marzo Abril Mayo Junio Julio Agosto Septiembre Octubre Noviembre Diciembre',
    days: 'Domingo Lunes Martes Miércoles Jueves Viernes Sábado',
  },
}

/** Of the months and days, in the language of a session; in English where it is not known. */
export function namesIn(language: string): { months: readonly string[]; days: readonly string[] } {
  const { months, days } = language === 'SPANISH' ? names.SPANISH : names.AMERICAN
  return { months: months.split(' '), days: days.split(' ') }
}
