import type { GuardsDefinition } from './dataset-definition.ts'
import type { Guards } from './dataset.ts'

const sourceDefaults: Required<GuardsDefinition> = {
  maxDeletedShare: 0.3,
  maxDeletedRows: 'off',
  maxUpdatedShare: 0.5,
  maxUpdatedRows: 'off',
  maxCountChange: 0.5,
  emptySource: 'hold',
  emptyColumn: 'hold',
}

// A small change of the tables it is made from may change all of it, and they are guarded.
const derivedDefaults: Required<GuardsDefinition> = {
  maxDeletedShare: 'off',
  maxDeletedRows: 'off',
  maxUpdatedShare: 'off',
  maxUpdatedRows: 'off',
  maxCountChange: 'off',
  emptySource: 'allow',
  emptyColumn: 'allow',
}

/**
 * The guards of a table: its own, then those of the dataset, then the defaults. The dataset's do
 * not count for derived tables, which change as much as the tables they are made from make them.
 */
export function resolveGuards(
  kind: 'source' | 'derived',
  dataset: GuardsDefinition | undefined,
  table: GuardsDefinition | undefined,
): Guards {
  const defaults = kind === 'source' ? { ...sourceDefaults, ...dataset } : derivedDefaults
  const written = { ...defaults, ...table }
  return {
    maxDeletedShare: limitOf(written.maxDeletedShare),
    maxDeletedRows: limitOf(written.maxDeletedRows),
    maxUpdatedShare: limitOf(written.maxUpdatedShare),
    maxUpdatedRows: limitOf(written.maxUpdatedRows),
    maxCountChange: limitOf(written.maxCountChange),
    emptySource: written.emptySource,
    emptyColumn: written.emptyColumn,
  }
}

function limitOf(written: number | 'off'): number | undefined {
  return written === 'off' ? undefined : written
}
