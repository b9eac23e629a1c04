import type { Image } from '../images/encode-value.ts'
import { OracleError } from '../oracle-error.ts'
import type { Row } from '../result.ts'
import { compileComparison, makeComparable } from './compare.ts'
import { constantOf, type Compiled, type Environment } from './compiled.ts'
import { convert } from './convert.ts'
import type { Functions } from './functions.ts'

/** Values in the type of the first, as NVL and DECODE take them. */
function likeFirst(values: readonly Compiled[], environment: Environment): readonly Compiled[] {
  const first = values.find(({ constant }) => constant !== null)
  if (first === undefined) return values
  const type =
    first.type.kind === 'CHAR' ? ({ kind: 'VARCHAR2', length: 4000 } as const) : first.type
  return values.map((value) => convert(value, type, environment))
}

function firstKnown(values: readonly Compiled[]): Compiled {
  return {
    type: values[0]?.type ?? { kind: 'VARCHAR2' },
    isNullable: values.every(({ isNullable }) => isNullable),
    evaluate: (row) => {
      for (const value of values) {
        const image = value.evaluate(row)
        if (image !== null) return image
      }
      return null
    },
  }
}

function extreme(
  given: readonly Compiled[],
  sign: number,
  environment: Environment,
  at: number,
): Compiled {
  const values = likeFirst(given, environment)
  const [first, second = first] = values
  if (first === undefined || second === undefined)
    throw new OracleError(909, 'invalid number of arguments', at)
  const { compare } = makeComparable({ left: first, right: second, at }, environment)
  return {
    type: first.type,
    isNullable: true,
    evaluate: (row: Row): Image => {
      let best: Image = null
      for (const value of values) {
        const image = value.evaluate(row)
        if (image === null) return null
        if (best === null || compare(image, best) * sign > 0) best = image
      }
      return best
    },
  }
}

function decode(given: readonly Compiled[], environment: Environment, at: number): Compiled {
  const [operand, ...rest] = given
  if (operand === undefined) throw new OracleError(909, 'invalid number of arguments', at)
  const hasDefault = rest.length % 2 === 1
  const pairs = Math.floor(rest.length / 2)
  const results = Array.from({ length: pairs }, (_, pair) => rest[pair * 2 + 1] as Compiled)
  const last = hasDefault ? (rest.at(-1) as Compiled) : constantOf({ kind: 'VARCHAR2' }, null)
  const values = likeFirst([...results, last], environment)
  const tests = Array.from({ length: pairs }, (_, pair) => {
    const right = rest[pair * 2] as Compiled
    const equal = compileComparison({ left: operand, right, at }, '=', environment)
    // To DECODE, NULL is equal to NULL.
    return (row: Row) =>
      equal.test(row) === true || (operand.evaluate(row) === null && right.evaluate(row) === null)
  })
  return {
    type: values[0]?.type ?? { kind: 'VARCHAR2' },
    isNullable: true,
    evaluate: (row) => {
      const found = tests.findIndex((test) => test(row))
      return values[found < 0 ? pairs : found]?.evaluate(row) ?? null
    },
  }
}

/** That choose one of their arguments. */
export const choiceFunctions: Functions = {
  NVL: {
    takes: [2, 2],
    compile: (given, environment) => firstKnown(likeFirst(given, environment)),
  },
  COALESCE: {
    takes: [2, 255],
    compile: (given, environment) => firstKnown(likeFirst(given, environment)),
  },
  NVL2: {
    takes: [3, 3],
    compile: ([operand, ...results], environment) => {
      const [known, unknown] = likeFirst(results, environment)
      return {
        type: known?.type ?? { kind: 'VARCHAR2' },
        isNullable: true,
        evaluate: (row) =>
          (operand?.evaluate(row) === null ? unknown : known)?.evaluate(row) ?? null,
      }
    },
  },
  NULLIF: {
    takes: [2, 2],
    compile: ([left, right], environment, at) => {
      const given = { left: left as Compiled, right: right as Compiled, at }
      const equal = compileComparison(given, '=', environment)
      return {
        type: given.left.type,
        isNullable: true,
        evaluate: (row) => (equal.test(row) === true ? null : given.left.evaluate(row)),
      }
    },
  },
  GREATEST: {
    takes: [1, 255],
    compile: (given, environment, at) => extreme(given, 1, environment, at),
  },
  LEAST: {
    takes: [1, 255],
    compile: (given, environment, at) => extreme(given, -1, environment, at),
  },
  DECODE: { takes: [3, 255], compile: decode },
}
