import type { Image } from '../images/encode-value.ts'
import { addDecimals, divideDecimals } from '../images/decimal-arithmetic.ts'
import { decodeNumber, encodeInteger, encodeNumber, type Decimal } from '../images/number-image.ts'
import { OracleError } from '../oracle-error.ts'
import type { Row } from '../result.ts'
import type { Compiled, Environment } from './compiled.ts'
import { convert } from './convert.ts'
import type { Expression } from './syntax.ts'

const names = new Set(['COUNT', 'MIN', 'MAX', 'SUM', 'AVG'])

export function isAggregate(name: string): boolean {
  return names.has(name)
}

interface Aggregate {
  readonly text: string
  readonly value: Compiled
  start(): Accumulator
}

interface Accumulator {
  add(row: Row): void
  result(): Image
}

/** The groups of a block: rows of their keys, and of what is computed of each group. */
export class Grouping {
  readonly #keys: readonly { readonly text: string; readonly value: Compiled }[]
  readonly #hasKeys: boolean
  readonly #environment: Environment
  readonly #compileBelow: (expression: Expression) => Compiled
  readonly #aggregates: Aggregate[] = []

  /** `compileBelow` compiles over the rows that are grouped. */
  constructor(
    keys: readonly Expression[],
    compileBelow: (expression: Expression) => Compiled,
    environment: Environment,
  ) {
    this.#keys = keys.map((key) => ({ text: textOfSyntax(key), value: compileBelow(key) }))
    this.#hasKeys = keys.length > 0
    this.#compileBelow = compileBelow
    this.#environment = environment
  }

  /** A key or an aggregate, as a column of the groups; undefined for what is neither. */
  find(expression: Expression): Compiled | undefined {
    const text = textOfSyntax(expression)
    const key = this.#keys.findIndex((known) => known.text === text)
    const found = this.#keys[key]
    if (found !== undefined) return placed(found.value, key)
    if (expression.kind !== 'call' || !isAggregate(expression.path.join('.'))) return undefined
    let place = this.#aggregates.findIndex((known) => known.text === text)
    if (place < 0) {
      place = this.#aggregates.length
      this.#aggregates.push(this.#compileAggregate(expression, text))
    }
    const aggregate = this.#aggregates[place] as Aggregate
    return placed(aggregate.value, this.#keys.length + place)
  }

  /** What is said of a column that is neither. */
  refusal(at: number): OracleError {
    return this.#hasKeys
      ? new OracleError(979, 'not a GROUP BY expression', at)
      : new OracleError(937, 'not a single-group group function', at)
  }

  /** Groups all rows. Memory holds the groups. Without keys there is one group, also of no rows. */
  async run(batches: AsyncIterable<readonly Row[]>): Promise<readonly Row[]> {
    const groups = new Map<string, { keys: Row; accumulators: readonly Accumulator[] }>()
    const start = () => this.#aggregates.map((aggregate) => aggregate.start())
    if (!this.#hasKeys) groups.set('', { keys: [], accumulators: start() })
    for await (const batch of batches) {
      for (const row of batch) {
        const keys = this.#keys.map(({ value }) => value.evaluate(row))
        const text = this.#hasKeys ? keyText(keys) : ''
        let group = groups.get(text)
        if (group === undefined) {
          group = { keys, accumulators: start() }
          groups.set(text, group)
        }
        for (const accumulator of group.accumulators) accumulator.add(row)
      }
    }
    return [...groups.values()].map(({ keys, accumulators }) => [
      ...keys,
      ...accumulators.map((accumulator) => accumulator.result()),
    ])
  }

  #compileAggregate(call: Extract<Expression, { kind: 'call' }>, text: string): Aggregate {
    const name = call.path.join('.')
    const [argument] = call.arguments
    if (call.hasStar && name !== 'COUNT') throw new OracleError(936, 'missing expression', call.at)
    if (!call.hasStar && (argument === undefined || call.arguments.length > 1)) {
      throw new OracleError(909, 'invalid number of arguments', call.at)
    }
    const compiled = argument === undefined ? undefined : this.#compileBelow(argument)
    const isNumeric = name !== 'MIN' && name !== 'MAX'
    const operand =
      compiled !== undefined && (name === 'SUM' || name === 'AVG')
        ? convert(compiled, { kind: 'NUMBER' }, this.#environment)
        : compiled
    const value: Compiled = {
      type: isNumeric ? { kind: 'NUMBER' } : (operand?.type ?? { kind: 'NUMBER' }),
      isNullable: name !== 'COUNT',
      evaluate: () => null,
    }
    const { isDistinct } = call
    return { text, value, start: () => startAccumulator(name, operand, isDistinct) }
  }
}

function placed(value: Compiled, place: number): Compiled {
  const { type, isNullable } = value
  return { type, isNullable, evaluate: (row) => row[place] ?? null }
}

export function textOfSyntax(expression: Expression): string {
  return JSON.stringify(expression, (key, value: unknown) => (key === 'at' ? undefined : value))
}

/** Rows with the same images have the same text. */
export function keyText(images: Row): string {
  return images.map((image) => (image === null ? '-' : image.toString('base64'))).join(',')
}

function startAccumulator(
  name: string,
  operand: Compiled | undefined,
  isDistinct: boolean,
): Accumulator {
  const seen = isDistinct ? new Set<string>() : undefined
  let count = 0
  let sum: Decimal = { digits: 0n, exponent: 0 }
  let extreme: Image = null
  const add = (image: Buffer) => {
    count += 1
    if (name === 'SUM' || name === 'AVG') sum = addDecimals(sum, decodeNumber(image))
    if (name !== 'MIN' && name !== 'MAX') return
    const order = extreme === null ? 0 : Buffer.compare(image, extreme)
    const isBetter = extreme === null || (name === 'MIN' ? order < 0 : order > 0)
    if (isBetter) extreme = Buffer.from(image)
  }
  return {
    add: (row) => {
      if (operand === undefined) {
        count += 1
        return
      }
      const image = operand.evaluate(row)
      if (image === null) return
      if (seen !== undefined) {
        const text = keyText([image])
        if (seen.has(text)) return
        seen.add(text)
      }
      add(image)
    },
    result: () => {
      if (name === 'COUNT') return encodeInteger(count)
      if (name === 'MIN' || name === 'MAX') return extreme
      if (count === 0) return null
      if (name === 'SUM') return encodeNumber(sum)
      return encodeNumber(divideDecimals(sum, { digits: BigInt(count), exponent: 0 }))
    },
  }
}
