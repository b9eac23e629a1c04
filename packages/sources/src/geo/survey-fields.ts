import type { Field, FieldType } from './feature.ts'
import { GeoError } from './geo-error.ts'

/** Gathers which properties features have, and of what type, where the file does not say it. */
export interface FieldSurvey {
  /** A value of a property; undefined for null, which is of every type. */
  add(name: string, type: FieldType | undefined): void
  /** In the order in which they were met first. */
  fields(): readonly Field[]
}

const mostFields = 10_000

export function createFieldSurvey(part: string): FieldSurvey {
  const types = new Map<string, FieldType | undefined>()
  return {
    add(name, type) {
      const known = types.get(name)
      if (known === 'text' || (known === type && known !== undefined)) return
      types.set(name, widest(known, type))
      if (types.size > mostFields) throw new GeoError('too large', { part, reason: 'properties' })
    },
    fields: () => [...types].map(([name, type]) => ({ name, type: type ?? 'text' })),
  }
}

function widest(one: FieldType | undefined, other: FieldType | undefined): FieldType | undefined {
  if (one === undefined || one === other) return other
  if (other === undefined) return one
  const isOfNumbers = [one, other].every((type) => type === 'integer' || type === 'number')
  return isOfNumbers ? 'number' : 'text'
}
