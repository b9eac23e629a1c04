import { OracleError } from '../oracle-error.ts'
import type { Row } from '../result.ts'
import { compileComparison, matchesPattern } from './compare.ts'
import { compileExpression, type Compilation } from './compile-expression.ts'
import { constantOf, type Compiled, type CompiledCondition } from './compiled.ts'
import { textOf } from './convert.ts'
import type { Condition, Expression } from './syntax.ts'

/** Makes a condition ready to be tested, by three values: true, false and unknown. */
export function compileCondition(
  condition: Condition,
  compilation: Compilation,
): CompiledCondition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return combine(
        condition.kind,
        condition.conditions.map((inner) => compileCondition(inner, compilation)),
      )
    case 'not':
      return negate(compileCondition(condition.condition, compilation))
    case 'compare': {
      const left = compileExpression(condition.left, compilation)
      const right = compileExpression(condition.right, compilation)
      const given = { left, right, at: condition.at }
      return compileComparison(given, condition.operator, compilation.environment)
    }
    case 'is null': {
      const operand = compileExpression(condition.operand, compilation)
      const { isNegated } = condition
      const test = (row: Row) => (operand.evaluate(row) === null) !== isNegated
      if (operand.stored === undefined) return { test }
      return { test, stored: `(${operand.stored} is ${isNegated ? 'not ' : ''}null)` }
    }
    case 'in':
      return compileIn(condition, compilation)
    case 'like':
      return compileLike(condition, compilation)
    case 'exists': {
      const found = compilation.subqueries.get(condition.query)
      const exists = found !== undefined && found.rows.length > 0
      return { test: () => exists, stored: exists ? 'true' : 'false' }
    }
  }
}

/** The conditions that all have to hold, one by one. */
export function conjunctsOf(condition: Condition | undefined): readonly Condition[] {
  if (condition === undefined) return []
  return condition.kind === 'and' ? condition.conditions.flatMap(conjunctsOf) : [condition]
}

export function combine(
  kind: 'and' | 'or',
  conditions: readonly CompiledCondition[],
): CompiledCondition {
  const decisive = kind === 'or'
  const test = (row: Row) => {
    let answer: boolean | undefined = !decisive
    for (const condition of conditions) {
      const one = condition.test(row)
      if (one === decisive) return decisive
      if (one === undefined) answer = undefined
    }
    return answer
  }
  const stored = conditions.map((condition) => condition.stored)
  if (stored.includes(undefined)) return { test }
  return { test, stored: `(${stored.join(` ${kind} `)})` }
}

function negate(condition: CompiledCondition): CompiledCondition {
  const test = (row: Row) => {
    const answer = condition.test(row)
    return answer === undefined ? undefined : !answer
  }
  return condition.stored === undefined ? { test } : { test, stored: `(not ${condition.stored})` }
}

function compileIn(
  { operand, items, at }: Extract<Condition, { kind: 'in' }>,
  compilation: Compilation,
): CompiledCondition {
  const operands = partsOf(operand)
  const compiled = operands.map((part) => compileExpression(part, compilation))
  const alternatives =
    'blocks' in items
      ? subqueryValues(items, operands.length, at, compilation)
      : items.map((item) => partsOf(item).map((part) => compileExpression(part, compilation)))
  return combine(
    'or',
    alternatives.map((values) => {
      if (values.length !== operands.length) {
        throw values.length > operands.length
          ? new OracleError(913, 'too many values', at)
          : new OracleError(947, 'not enough values', at)
      }
      return combine(
        'and',
        values.map((right, index) => {
          const left = compiled[index] ?? right
          return compileComparison({ left, right, at }, '=', compilation.environment)
        }),
      )
    }),
  )
}

function partsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'tuple' ? expression.items : [expression]
}

function subqueryValues(
  query: Extract<Condition, { kind: 'exists' }>['query'],
  width: number,
  at: number,
  { subqueries }: Compilation,
): readonly (readonly Compiled[])[] {
  const found = subqueries.get(query)
  if (found === undefined) return []
  if (found.types.length !== width) {
    throw found.types.length > width
      ? new OracleError(913, 'too many values', at)
      : new OracleError(947, 'not enough values', at)
  }
  return found.rows.map((row) =>
    found.types.map((type, index) => constantOf(type, row[index] ?? null)),
  )
}

function compileLike(
  { operand, pattern, escape }: Extract<Condition, { kind: 'like' }>,
  compilation: Compilation,
): CompiledCondition {
  const text = (expression: Expression) =>
    textOf(
      compileExpression(expression, compilation),
      { kind: 'VARCHAR2' },
      compilation.environment,
    )
  const [value, model] = [text(operand), text(pattern)]
  const sign = escape === undefined ? undefined : text(escape)
  return {
    test: (row) => {
      const [given, wanted] = [value.evaluate(row), model.evaluate(row)]
      if (given === null || wanted === null) return undefined
      const escapeSign = sign?.evaluate(row)?.toString('utf8')
      return matchesPattern(given.toString('utf8'), wanted.toString('utf8'), escapeSign)
    },
  }
}
