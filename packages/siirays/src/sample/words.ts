import type { Random } from './random.ts'

const givenNames = [
  'JUAN',
  'MARÍA',
  'JOSÉ',
  'RUTH',
  'ÁNGEL',
  'NOEMÍ',
  'WÁLTER',
  'BEGOÑA',
  'RAÚL',
  'SOFÍA',
  'IÑIGO',
  'DELIA',
  'FÉLIX',
  'NIEVES',
  'RENÉ',
  'LUCÍA',
]
const surnames = [
  'PEÑARANDA',
  'MAMANI',
  'QUISPE',
  'NÚÑEZ',
  'CHOQUE',
  'IBÁÑEZ',
  'CONDORI',
  'VILLCA',
  'ORDÓÑEZ',
  'FLORES',
  'ACUÑA',
  'TICONA',
  'GUZMÁN',
  'COLQUE',
  'ZÁRATE',
  'AYAVIRI',
]
const saints = [
  'SAN ISIDRO',
  'SEÑOR DE MAYO',
  'SANTA BÁRBARA',
  'VILLA ÑUFLO',
  'NUEVA ESPERANZA',
  'EL PEÑÓN',
  'QUEBRADA HONDA',
  'AGUA DULCE',
  'TRES CRUCES',
  'LOS ÁLAMOS',
  'MONTE VERDE',
  'LA CAÑADA',
]
const directions = ['NORTE', 'SUD', 'ALTO', 'BAJO', 'CENTRO', 'GRANDE', 'CHICO', 'NUEVO', 'VIEJO']
const streets = [
  'Av. Los Álamos',
  'Calle Ñuflo',
  'Plaza Principal',
  'Calle 3 esq. Bolívar',
  'C/ S.N.',
]

export function personName(random: Random): string {
  return `${random.pick(givenNames)} ${random.pick(surnames)} ${random.pick(surnames)}`
}

export function placeName(random: Random): string {
  const name = random.pick(saints)
  return random.chance(0.6) ? `${name} ${random.pick(directions)}` : name
}

export function streetAddress(random: Random): string {
  return `${random.pick(streets)} N° ${random.integer(1, 999)}`
}

/** Begins with 5 or 9, with which no number of the country begins: nobody is called by mistake. */
export function phone(random: Random, kind: 'fixed' | 'mobile'): string {
  return kind === 'fixed'
    ? `5${random.integer(100_000, 999_999)}`
    : `9${random.integer(1_000_000, 9_999_999)}`
}

/** One to three numbers in one text, separated by `-`, as SIIRAyS has them. */
export function phones(random: Random): string {
  const count = random.integer(1, 3)
  return Array.from({ length: count }, (_, position) =>
    phone(random, position === 0 ? 'fixed' : 'mobile'),
  ).join('-')
}

/** An address of the domain that is reserved for examples. */
export function mailAddress(random: Random, name: string): string {
  return `${name}${random.integer(1, 99)}@correo.example`
}

export function date(random: Random, firstYear: number, lastYear: number): string {
  const month = String(random.integer(1, 12)).padStart(2, '0')
  const day = String(random.integer(1, 28)).padStart(2, '0')
  return `${random.integer(firstYear, lastYear)}-${month}-${day}`
}

/** Mostly `262/2008`; some with the name of the authority that was in charge. */
export function resolutionNumber(random: Random): string {
  const number = `${random.integer(1, 420)}/${random.integer(2006, 2024)}`
  if (random.chance(0.15)) return `AAPS No. ${number}`
  return random.chance(0.1) ? `SISAB No. ${number}` : number
}

/** `N/I`, "no information", stands where nobody filled the field in. */
export const noInformation = 'N/I'
