import type { Geometry } from './geometry.ts'
import { repairGeometry, type Repair } from './repair-geometry.ts'
import { validateGeometry, type GeometryFlaw } from './validate-geometry.ts'

/** What is done with a geometry that is not valid. */
export type GeometryPolicy = 'repair' | 'refuse'

export interface SettledGeometry {
  /** As it is, or as it was repaired. */
  readonly geometry: Geometry
  /** What was done to it. */
  readonly repairs: readonly Repair[]
  /** Why it is refused; empty where it is not. */
  readonly flaws: readonly GeometryFlaw[]
}

/**
 * Decides about a geometry by a declared policy. Positions that repeat the one before them are no reason
 * to refuse one: they change neither its shape nor its validity.
 */
export function settleGeometry(geometry: Geometry, policy: GeometryPolicy): SettledGeometry {
  const settled = policy === 'repair' ? repairGeometry(geometry) : { geometry, repairs: [] }
  const flaws = validateGeometry(settled.geometry).filter(
    ({ kind }) => kind !== 'repeated position',
  )
  return { ...settled, flaws }
}
