import { describe, expect, it } from '@jest/globals'
import { describeReject, rejectRules, ruleTitle, type Reject } from '../src/index.ts'

const aReject = (rule: string, changed: Partial<Reject> = {}): Reject => ({
  rule,
  column: 'telefono',
  value: '12x',
  facts: {},
  ...changed,
})

describe('describeReject', () => {
  it.each<readonly [Reject, string]>([
    [aReject('key', { column: 'id' }), 'La fila no tiene clave: «id» está vacía.'],
    [
      aReject('unique', { column: null, facts: { columns: ['epsa', 'anio'], isKey: true } }),
      'Varias filas tienen la misma clave en «epsa, anio»; no se elige ninguna de ellas.',
    ],
    [
      aReject('unique'),
      'El valor «12x» de la columna «telefono» está en varias filas y debería ser único.',
    ],
    [aReject('required', { value: null }), 'La columna «telefono» es obligatoria y está vacía.'],
    [
      aReject('type', { facts: { type: 'numeric(8,2)' } }),
      'El valor «12x» de la columna «telefono» no se puede guardar sin cambios como numeric(8,2).',
    ],
    [
      aReject('length', { facts: { max: 2 } }),
      'El valor «12x» de la columna «telefono» debe tener como máximo 2 caracteres.',
    ],
    [
      aReject('range', { facts: { min: 0, max: 100 } }),
      'El valor «12x» de la columna «telefono» debe estar entre 0 y 100.',
    ],
    [
      aReject('range', { facts: { min: '2000-01-01' } }),
      'El valor «12x» de la columna «telefono» debe estar en 2000-01-01 o por encima.',
    ],
    [
      aReject('oneOf', { facts: { values: ['A', 'B'] } }),
      'El valor «12x» de la columna «telefono» no es uno de los admitidos: A, B.',
    ],
    [
      aReject('pattern', { facts: { matches: '^[0-9]+$' } }),
      'El valor «12x» de la columna «telefono» no tiene la forma ^[0-9]+$.',
    ],
    [
      aReject('reference', { facts: { table: 'epsa', column: 'id_epsa' } }),
      'El valor «12x» de la columna «telefono» no está en la columna «id_epsa» de la tabla «epsa», o la fila que lo tiene fue rechazada.',
    ],
  ])('says in Spanish what is wrong: $rule', (reject, sentence) => {
    expect(describeReject(reject, 'es')).toBe(sentence)
  })

  it('says it in English as well', () => {
    expect(describeReject(aReject('length', { facts: { min: 5, max: 9 } }), 'en')).toBe(
      'The value “12x” of column “telefono” must have from 5 to 9 characters.',
    )
  })

  it.each(rejectRules)('leaves a masked value out of the sentence on %s', (rule) => {
    const sentence = describeReject(
      aReject(rule, { value: null, facts: { table: 'epsa', column: 'id' } }),
      'es',
    )
    expect(sentence).not.toMatch(/null|undefined|«»/)
    expect(sentence).toMatch(/^[A-Z].*\.$/)
  })

  it('names a rule of a newer worker rather than fail', () => {
    expect(describeReject(aReject('checksum'), 'es')).toContain('«checksum»')
    expect(ruleTitle('checksum', 'es')).toBe('checksum')
  })
})

it('gives each rule a name of its own in both languages', () => {
  for (const language of ['es', 'en'] as const) {
    expect(new Set(rejectRules.map((rule) => ruleTitle(rule, language))).size).toBe(
      rejectRules.length,
    )
  }
})
