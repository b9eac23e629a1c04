import type { SampleEpsa } from './plan.ts'
import { createRandom, type Random } from './random.ts'
import type { Row } from './row.ts'
import { mailAddress, noInformation, phone, phones, placeName, streetAddress } from './words.ts'

const legalForms = [
  'COOPERATIVA DE SERVICIOS DE AGUA POTABLE',
  'COMITÉ DE AGUA POTABLE Y SANEAMIENTO',
  'ASOCIACIÓN DE USUARIOS DE AGUA',
  'EMPRESA MUNICIPAL DE AGUA Y ALCANTARILLADO',
]
const observations = [
  noInformation,
  noInformation,
  noInformation,
  '',
  'Sin medidores\ten el sector norte',
  'Visita pendiente.\nConfirmar "directorio" \\ acta',
  null,
]

function initials(name: string): string {
  return name
    .split(' ')
    .filter((word) => word.length > 2)
    .map((word) => word.charAt(0))
    .join('')
}

/** A name as an EPSA would bear it; some with blanks around it, as they were typed. */
export function epsaName(random: Random): string {
  const name = `${random.pick(legalForms)} ${placeName(random)}`
  return random.chance(0.05) ? ` ${name}  ` : name
}

/** The EPSA's own row. The code of the second one is blank; `web` says nothing anywhere. */
export function epsaRow(seed: number, { id, position }: SampleEpsa): Row {
  const random = createRandom(seed, 'epsa row', id)
  const name = epsaName(random)
  const isCodeBlank = random.chance(0.03) || position === 1
  return [
    id,
    isCodeBlank ? '' : `EPSA-${String(id).padStart(4, '0')}`,
    random.chance(0.1) ? null : initials(name),
    name,
    random.chance(0.1) ? null : phones(random),
    random.chance(0.7) ? null : phone(random, 'fixed'),
    random.chance(0.5) ? null : mailAddress(random, 'epsa'),
    random.chance(0.05) ? '' : streetAddress(random),
    noInformation,
    random.pick(observations),
  ]
}
