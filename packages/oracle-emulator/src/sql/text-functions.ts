import { decimalText, decodeNumber, encodeInteger } from '../images/number-image.ts'
import type { OracleType } from '../images/oracle-type.ts'
import { concatenate } from './arithmetic.ts'
import { computed, type Compiled, type Environment } from './compiled.ts'
import { convert, textOf } from './convert.ts'
import type { Functions, OracleFunction } from './functions.ts'

const number = { kind: 'NUMBER' } as const

const asText = (value: Compiled, environment: Environment) =>
  textOf(value, { kind: 'VARCHAR2', length: value.type.length ?? 4000 }, environment)

/** The first argument is a text, the others are as they are said. */
const ofText = (
  others: readonly ('text' | 'number')[],
  least: number,
  compute: (text: string, ...others: readonly string[]) => string,
): OracleFunction => ({
  takes: [least, others.length + 1],
  compile: (given, environment) => {
    const [first, ...rest] = given
    const text = asText(first as Compiled, environment)
    const values = rest.map((value, index) =>
      others[index] === 'number' ? convert(value, number, environment) : asText(value, environment),
    )
    const length = others.length === 0 ? text.type.length : 4000
    const type: OracleType = { kind: 'VARCHAR2', ...(length === undefined ? {} : { length }) }
    return computed(type, [text, ...values], (image, ...images) => {
      const written = images.map((one, index) =>
        others[index] === 'number' ? decimalText(decodeNumber(one)) : one.toString('utf8'),
      )
      const result = compute(image.toString('utf8'), ...written)
      return result === '' ? null : Buffer.from(result)
    })
  },
})

function part(text: string, start: string, length?: string): string {
  const signs = Array.from(text)
  const from = Math.trunc(Number(start))
  const first = from > 0 ? from - 1 : from < 0 ? signs.length + from : 0
  if (first < 0) return ''
  return signs
    .slice(first, length === undefined ? undefined : first + Math.trunc(Number(length)))
    .join('')
}

function trimLeft(text: string, set = ' '): string {
  let start = 0
  while (start < text.length && set.includes(text.charAt(start))) start += 1
  return text.slice(start)
}

function trimRight(text: string, set = ' '): string {
  let end = text.length
  while (end > 0 && set.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

const measure = (of: (image: Buffer) => number): OracleFunction => ({
  takes: [1, 1],
  compile: ([value], environment) =>
    computed(number, [asText(value as Compiled, environment)], (image) => encodeInteger(of(image))),
})

/** Of texts. */
export const textFunctions: Functions = {
  UPPER: ofText([], 1, (text) => text.toUpperCase()),
  LOWER: ofText([], 1, (text) => text.toLowerCase()),
  TRIM: ofText([], 1, (text) => trimLeft(trimRight(text))),
  LTRIM: ofText(['text'], 1, trimLeft),
  RTRIM: ofText(['text'], 1, trimRight),
  SUBSTR: ofText(['number', 'number'], 2, part),
  // As the package has them: first how many, then where.
  'DBMS_LOB.SUBSTR': ofText(['number', 'number'], 1, (text, amount = '32767', start = '1') =>
    part(text, start, amount),
  ),
  LPAD: ofText(['number', 'text'], 2, (text, length, pad) =>
    text.slice(0, Number(length)).padStart(Number(length), pad),
  ),
  RPAD: ofText(['number', 'text'], 2, (text, length, pad) =>
    text.slice(0, Number(length)).padEnd(Number(length), pad),
  ),
  REPLACE: ofText(['text', 'text'], 2, (text, wanted = '', by = '') => text.replaceAll(wanted, by)),
  CONCAT: {
    takes: [2, 2],
    compile: ([left, right], environment, at) =>
      concatenate({ left: left as Compiled, right: right as Compiled, at }, environment),
  },
  LENGTH: measure((image) => Array.from(image.toString('utf8')).length),
  LENGTHB: measure((image) => image.length),
  INSTR: {
    takes: [2, 2],
    compile: ([text, wanted], environment) =>
      computed(
        number,
        [asText(text as Compiled, environment), asText(wanted as Compiled, environment)],
        (image, sought) =>
          encodeInteger(image.toString('utf8').indexOf(sought.toString('utf8')) + 1),
      ),
  },
}
