import { pickReference } from './pick-reference.ts'
import type { SampleEpsa, SamplePlan } from './plan.ts'
import { createRandom } from './random.ts'
import type { Row } from './row.ts'
import { date, mailAddress, personName, phone, phones, resolutionNumber } from './words.ts'

const positions = ['PRESIDENTE', 'GERENTE GENERAL', 'SECRETARIO DE ACTAS', 'TÉCNICO', null]

/** Numbers of the rows that the people of an EPSA refer to. */
export type Authorities = Pick<SamplePlan, 'seed' | 'rarCount' | 'entidadCount'>

export function representanteRows({ seed, rarCount }: Authorities, { id }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'representante', id)
  return Array.from({ length: random.integer(1, 4) }, () => [
    id,
    personName(random),
    random.pick(positions),
    random.chance(0.4) ? null : phones(random),
    random.chance(0.3) ? null : phone(random, 'mobile'),
    random.chance(0.6) ? null : mailAddress(random, 'contacto'),
    random.chance(0.2) ? null : random.integer(1, rarCount),
    pickReference(random, 'tipo_contacto'),
  ])
}

/** Few EPSAs have a legal status on record; the third one has two. */
export function estatusJuridicoRows(
  { seed, entidadCount }: Authorities,
  { id, position }: SampleEpsa,
): Row[] {
  const random = createRandom(seed, 'estatus_juridico', id)
  const usual = random.chance(0.06) ? 1 : 0
  return Array.from({ length: position === 2 ? 2 : usual }, () => [
    id,
    resolutionNumber(random),
    random.chance(0.1) ? null : date(random, 1990, 2020),
    random.chance(0.1) ? null : random.integer(1, entidadCount),
  ])
}

export function documentoAcreditacionRows({ seed }: Authorities, { id }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'documento_acreditacion', id)
  return Array.from({ length: random.integer(0, 3) }, () => [
    id,
    pickReference(random, 'tipo_acreditacion'),
  ])
}

export function funcionariosRows({ seed }: Authorities, { id }: SampleEpsa): Row[] {
  const random = createRandom(seed, 'funcionarios', id)
  return Array.from({ length: random.integer(1, 4) }, () => [
    id,
    random.chance(0.1) ? null : random.integer(1, 60),
    pickReference(random, 'tipo_funcionario'),
  ])
}
