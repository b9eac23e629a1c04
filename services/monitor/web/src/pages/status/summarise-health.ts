import type { DatasetHealth, DatasetStatus } from '../../../../src/schemas/dataset.ts'

const worstFirst: readonly DatasetHealth[] = ['failing', 'late', 'never', 'fresh']

export interface HealthSummary {
  readonly counts: Readonly<Record<DatasetHealth, number>>
  /** The worst health of any dataset, and the datasets that have it. */
  readonly worst: DatasetHealth
  readonly affected: readonly DatasetStatus[]
}

/** Whether all is well, and if not, with which datasets. Without datasets all is `never`. */
export function summariseHealth(datasets: readonly DatasetStatus[]): HealthSummary {
  const having = (health: DatasetHealth) => datasets.filter((dataset) => dataset.health === health)
  const worst = worstFirst.find((health) => having(health).length > 0) ?? 'never'
  return {
    counts: {
      failing: having('failing').length,
      late: having('late').length,
      never: having('never').length,
      fresh: having('fresh').length,
    },
    worst,
    affected: having(worst),
  }
}

/** Datasets with the worst first; those of equal health stay in the monitor's order. */
export function orderByHealth(datasets: readonly DatasetStatus[]): DatasetStatus[] {
  return [...datasets].sort((a, b) => worstFirst.indexOf(a.health) - worstFirst.indexOf(b.health))
}
