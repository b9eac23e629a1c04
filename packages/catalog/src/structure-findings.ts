import type { TSchema } from '@sinclair/typebox'
import { ValueErrorType, type ValueError } from '@sinclair/typebox/errors'
import { Value } from '@sinclair/typebox/value'
import { pathText, type Finding, type Path } from './fault.ts'

function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Positions in lists come out of a JSON pointer as text; the value tells which they are. */
function pathOf(pointer: string, value: unknown): Path {
  const path: (string | number)[] = []
  let current = value
  for (const step of stepsOf(pointer)) {
    path.push(Array.isArray(current) ? Number(step) : step)
    current = (current as Record<string, unknown> | null | undefined)?.[step]
  }
  return path
}

/** Of a union's branches, the complaints of the one that has the value's own JavaScript type. */
function branchErrors({ schema, value, errors }: ValueError): readonly ValueError[] {
  const jsonType = Array.isArray(value) ? 'array' : typeof value
  const branch = (schema['anyOf'] as readonly TSchema[]).findIndex(({ type }) => type === jsonType)
  return branch < 0 || jsonType === 'string' ? [] : [...(errors[branch] ?? [])]
}

function flatten(error: ValueError): readonly ValueError[] {
  const inner = error.type === ValueErrorType.Union ? branchErrors(error) : []
  return inner.length > 0 ? inner.flatMap(flatten) : [error]
}

function reasonOf({ type, schema, value }: ValueError): string {
  const expected = schema['expected'] as string
  if (type === ValueErrorType.ObjectAdditionalProperties) {
    const allowed = Object.keys(schema['properties'] as object)
    return `unknown property; there may be: ${allowed.join(', ')}`
  }
  if (type === ValueErrorType.ObjectRequiredProperty) return `missing; write ${expected}`
  if (type === ValueErrorType.ArrayUniqueItems) return 'a name comes twice; remove one'
  return value === null || value === undefined
    ? `empty; write ${expected}`
    : `wrong value; write ${expected}`
}

/**
 * What in a value has not the form of a schema: unknown and missing properties and wrong types, one
 * finding a place.
 */
export function structureFindings(schema: TSchema, value: unknown): readonly Finding[] {
  const byPlace = new Map<string, Finding>()
  for (const error of [...Value.Errors(schema, value)].flatMap(flatten)) {
    const path = pathOf(error.path, value)
    const place = pathText(path)
    if (!byPlace.has(place)) byPlace.set(place, { path, reason: reasonOf(error) })
  }
  return [...byPlace.values()]
}
