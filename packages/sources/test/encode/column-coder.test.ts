import { describe, expect, it } from '@jest/globals'
import type { ColumnReading, NumberForm } from '@aaps-data/catalog'
import fc from 'fast-check'
import { createColumnCoder } from '../../src/encode/column-coder.ts'

const plain: NumberForm = { decimal: '.', thousands: undefined }
const spanish: NumberForm = { decimal: ',', thousands: '.' }
const reading = (parts: Partial<ColumnReading>): ColumnReading => ({
  formats: [],
  timeZone: undefined,
  words: undefined,
  ...parts,
})
const code = (type: string, text: string, numbers = plain, parts?: Partial<ColumnReading>) =>
  createColumnCoder({ type, ...(parts && { reading: reading(parts) }) }, numbers).code(text)

describe('createColumnCoder', () => {
  it.each<readonly [string, string, NumberForm]>([
    ['1234', '1234', plain],
    ['+0012', '12', plain],
    ['.5', '0.5', plain],
    ['5.', '5', plain],
    ['-0.0', '0.0', plain],
    ['1e3', '1000', plain],
    ['1.5E-3', '0.0015', plain],
    ['45.5 %', '0.455', plain],
    ['12345678901234567890123456789.123456789', '12345678901234567890123456789.123456789', plain],
    [' 1.234.567,80 ', '1234567.80', spanish],
    ['1234,5', '1234.5', spanish],
    ['12 345', '12345', { decimal: ',', thousands: ' ' }],
    ['-7', '-7', spanish],
  ])('reads the number %s as %s', (text, expected, numbers) => {
    expect(code('numeric(10,2)', text, numbers)).toBe(expected)
  })

  it.each<readonly [string, NumberForm]>([
    ['1,5', plain],
    ['1.5', { decimal: ',', thousands: undefined }],
    ['1.23.456', spanish],
    ['1.2345', spanish],
    ['', plain],
    ['-', plain],
    ['.', plain],
    ['NaN', plain],
    ['Infinity', plain],
    ['0x10', plain],
    ['1e', plain],
    ['1 2', plain],
    ['١٢', plain],
  ])('takes %s for no number', (text, numbers) => {
    expect(code('integer', text, numbers)).toBeUndefined()
  })

  it('reads every number that it is given in a form back from that form', () => {
    const form = fc.constantFrom<NumberForm>(plain, spanish, { decimal: '.', thousands: ',' })
    const digits = fc.stringMatching(/^(0|[1-9]\d{0,20})$/)
    const decimals = fc.stringMatching(/^\d{0,10}$/)
    fc.assert(
      fc.property(form, fc.boolean(), digits, decimals, (numbers, isNegative, whole, rest) => {
        const { decimal, thousands = '' } = numbers
        const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands)
        const sign = isNegative && /[1-9]/.test(whole + rest) ? '-' : ''
        const point = rest === '' ? '' : decimal
        const written = `${sign}${grouped}${point}${rest}`
        expect(code('numeric', written, numbers)).toBe(
          `${sign}${whole}${rest === '' ? '' : `.${rest}`}`,
        )
      }),
    )
  })

  it.each([
    ['2024-02-29', '2024-02-29'],
    ['29/02/2024', '2024-02-29'],
    ['2024-02-29T00:00:00', '2024-02-29'],
    ['2023-02-29', undefined],
    ['29/02/2023', undefined],
    ['1900-02-29', undefined],
    ['2000-02-29', '2000-02-29'],
    ['04/31/2024', undefined],
    ['2024-02-29 10:00:00', undefined],
    ['2024-02-29T00:00:00Z', undefined],
    ['0000-01-01', undefined],
    ['45000', undefined],
    ['', undefined],
  ])('reads the date %s as %s', (text, expected) => {
    expect(code('date', text, plain, { formats: ['DD/MM/YYYY'] })).toBe(expected)
  })

  it.each([
    ['timestamp', '2024-01-02 03:04', '2024-01-02 03:04:00', {}],
    ['timestamp', '2024-01-02T03:04:05.120', '2024-01-02 03:04:05.12', {}],
    ['timestamp', '2024-01-02T03:04:05.1234567', undefined, {}],
    ['timestamp', '2024-01-02T03:04:05Z', undefined, {}],
    ['timestamp', '2024-01-02T24:00:00', undefined, {}],
    ['timestamp', '2/1/2024 03:04', '2024-01-02 03:04:00', { formats: ['D/M/YYYY HH:mm'] }],
    ['timestamp with time zone', '2024-01-02T03:04:05Z', '2024-01-02 03:04:05+00:00', {}],
    ['timestamptz(3)', '2024-01-02T03:04:05-04:00', '2024-01-02 03:04:05-04:00', {}],
    ['timestamptz', '2024-01-02T03:04:05', undefined, {}],
    [
      'timestamptz',
      '2024-01-02T03:04:05',
      '2024-01-02 03:04:05 America/La_Paz',
      { timeZone: 'America/La_Paz' },
    ],
    ['boolean', 'TRUE', 'true', {}],
    ['boolean', 'sí', undefined, {}],
    ['boolean', ' SÍ ', 'true', { words: { true: ['sí'], false: ['no'] } }],
    ['boolean', 'No', 'false', { words: { true: ['sí'], false: ['no'] } }],
    ['double precision', '0.1', '0.1', {}],
    ['double precision', '1e300', '1e+300', {}],
    ['double precision', '0.30000000000000004', '0.30000000000000004', {}],
    ['double precision', '0.1234567890123456789', undefined, {}],
    ['double precision', '9007199254740993', undefined, {}],
    ['jsonb', '{"a": [1]}', '{"a": [1]}', {}],
    ['jsonb', '{a: 1}', undefined, {}],
    ['uuid', '0188E7A1-0000-7000-8000-000000000000', '0188e7a1-0000-7000-8000-000000000000', {}],
    ['uuid', '0188', undefined, {}],
    ['text', ' Ñuflo ', ' Ñuflo ', {}],
    ['varchar(3)', 'larger than it', 'larger than it', {}],
    ['text', 'a\0b', undefined, {}],
    ['text', 'half \ud800', undefined, {}],
    ['text[]', '{a,b}', '{a,b}', {}],
  ] as const)('carries %s %j as %j', (type, text, expected, parts) => {
    expect(code(type, text, plain, parts)).toBe(expected)
  })
})
