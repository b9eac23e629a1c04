import { GeometryFault } from './geometry-fault.ts'

/** Counts steps of work, so that no geometry that was made for it takes minutes. */
export interface WorkLimit {
  /** Throws `GeometryFault` once more steps were taken than the geometry may need. */
  spend(steps: number): void
}

// A step takes some 10 ns. Plain geometries take up to 200 for each position.
const anyway = 20_000_000
const forEachPosition = 500
const atMost = 1_000_000_000

/** The limit for a geometry of so many positions. */
export function createWorkLimit(positions: number): WorkLimit {
  let left = Math.min(anyway + positions * forEachPosition, atMost)
  return {
    spend(taken) {
      left -= taken
      if (left < 0) throw new GeometryFault('too complex')
    },
  }
}
